import stat

from config.shell.local.environment import local_run, shared_with_commands


def test_the_first_run_makes_secrets_that_only_the_user_may_read(tmp_path):
    run = local_run({}, tmp_path)
    kept = tmp_path / "var" / "local.env"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(run.environment["SECRET_KEY"]) >= 50
    assert run.address == "http://127.0.0.1:8000/"


def test_the_second_run_keeps_what_the_first_made(tmp_path):
    first = local_run({}, tmp_path).environment
    assert local_run({}, tmp_path).environment == first


def test_two_machines_have_different_secrets(tmp_path):
    here, there = (local_run({}, tmp_path / name) for name in ("here", "there"))
    for name in ("SECRET_KEY", "OFFICER_PASSWORD"):
        assert here.environment[name] != there.environment[name]


def test_with_nothing_set_the_sandbox_and_a_broker_are_started(tmp_path):
    run = local_run({"PATH": "/bin"}, tmp_path)
    assert (run.has_sandbox, run.has_valkey) == (True, True)
    assert run.environment["BLIZZARD_API_URL"] == "http://127.0.0.1:8100"
    assert run.environment["REDIS_URL"] == "redis://127.0.0.1:7379/0"
    assert run.environment["HTTPS"] == "false"
    assert run.environment["PATH"] == "/bin"


def test_with_credentials_the_real_upstreams_are_asked(tmp_path):
    run = local_run({"BLIZZARD_CLIENT_ID": "mine", "BLIZZARD_CLIENT_SECRET": "x"}, tmp_path)
    assert not run.has_sandbox
    assert "BLIZZARD_API_URL" not in run.environment
    assert "RAIDERIO_PER_MINUTE" not in run.environment


def test_an_own_broker_is_used(tmp_path):
    run = local_run({"REDIS_URL": "redis://10.0.0.5/0"}, tmp_path)
    assert not run.has_valkey
    assert run.environment["REDIS_URL"] == "redis://10.0.0.5/0"


def test_a_copied_example_file_changes_nothing_of_importance(tmp_path):
    (tmp_path / ".env").write_text("SECRET_KEY=\nREDIS_URL=\nHTTPS=true\nBLIZZARD_CLIENT_ID=\nLOG_LEVEL=WARNING\n")
    run = local_run({}, tmp_path)
    assert (run.has_sandbox, run.has_valkey) == (True, True)
    assert run.environment["SECRET_KEY"]
    assert run.environment["HTTPS"] == "false"
    assert run.environment["LOG_LEVEL"] == "WARNING"


def test_the_environment_wins_over_both_files(tmp_path):
    (tmp_path / ".env").write_text("PORT=8500\nSANDBOX_PORT=8501\n")
    run = local_run({"PORT": "9000"}, tmp_path)
    assert run.port("PORT") == 9000
    assert run.environment["WARCRAFTLOGS_URL"] == "http://127.0.0.1:8501"


def test_commands_beside_a_run_ask_its_sandbox_as_long_as_it_lasts(tmp_path):
    run = local_run({}, tmp_path)
    with shared_with_commands(run, tmp_path):
        told = (tmp_path / "var" / "running.env").read_text(encoding="utf-8")
        assert "BLIZZARD_API_URL=http://127.0.0.1:8100" in told and "REDIS_URL=redis://127.0.0.1:7379/0" in told
    assert not (tmp_path / "var" / "running.env").exists()
