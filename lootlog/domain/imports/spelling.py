"""Names as the game writes them, for programs that let their spelling vary."""

from lootlog.domain.names import split_name


def spelled(written: str) -> str:
    """Write a character as the game does, so that files which differ in letter case meet: "thrall-Area 52"
    becomes "Thrall-Area52"."""
    name, realm = split_name(written)
    first = name[:1].upper() if len(name[:1].upper()) == 1 else name[:1]
    name = first + name[1:].lower()
    return f"{name}-{realm.replace(' ', '')}" if realm else name


def spelled_id(written: str) -> str:
    """Write an entry's name, made of author and count, with the author as the game does; others stay."""
    author, _, count = written.rpartition(":")
    return f"{spelled(author)}:{count}" if author and count.isdecimal() and "|" not in written else written
