# The ledger, its streams, what was set aside, and what is added up from it.

import django.db.models.deletion
import django.db.models.functions.text
import lootlog.models.points
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('characters', '0003_person_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('sequence', models.PositiveBigIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('happened_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=64)),
                ('target_name', models.CharField(max_length=64)),
                ('delta', lootlog.models.points.PointsField()),
                ('claimed_total', lootlog.models.points.PointsField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=255)),
                ('kind', models.CharField(choices=[('points', 'points'), ('void', 'void'), ('amend', 'amend')], max_length=6)),
                ('reference', models.CharField(blank=True, max_length=64)),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('week', models.PositiveIntegerField(help_text='Weeks of seven days since 1970, by `happened_at`.')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'log entries',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('web', 'the site'), ('api', 'the API'), ('peer', 'a peer'), ('import', 'an import'), ('command', 'a command')], max_length=8)),
                ('note', models.CharField(blank=True, help_text='Through which peer, or why.', max_length=200)),
                ('received_at', models.DateTimeField()),
                ('retry_key', models.CharField(blank=True, help_text='By what a repeated request is known.', max_length=200)),
                ('retry_digest', models.CharField(blank=True, help_text='Digest of what was asked with that key.', max_length=64)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Voided',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='voided', serialize=False, to='lootlog.logentry')),
            ],
        ),
        migrations.AddField(
            model_name='logentry',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='lootlog.delivery'),
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=64)),
                ('is_default', models.BooleanField(default=False, help_text='The active profile: the one that pages open first.')),
                ('created_at', models.DateTimeField()),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('last_position', models.PositiveBigIntegerField(default=0, editable=False)),
                ('digested_position', models.PositiveBigIntegerField(default=0, editable=False)),
                ('guild', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loot_profiles', to='characters.guild')),
            ],
        ),
        migrations.CreateModel(
            name='Peer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(help_text="The device's author stream.")),
                ('label', models.CharField(max_length=120)),
                ('first_seen_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('in_sync_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=80)),
                ('lacks', models.PositiveIntegerField(default=0, help_text='Entries that the peer lacked when last seen.')),
                ('has_more', models.PositiveIntegerField(default=0, help_text='Entries that we lacked when it was last seen.')),
                ('queue_place', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('turn_since', models.DateTimeField(blank=True, help_text='When its turn began, while it is being served.', null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='peers', to='lootlog.profile')),
            ],
        ),
        migrations.AddField(
            model_name='logentry',
            name='profile',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='lootlog.profile'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='profile',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='lootlog.profile'),
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField()),
                ('digest', models.CharField(max_length=80)),
                ('standings', models.JSONField()),
                ('taken_at', models.DateTimeField()),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='lootlog.profile')),
            ],
        ),
        migrations.CreateModel(
            name='Quarantined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(blank=True, help_text='Where in the file it stood.', max_length=200)),
                ('reason', models.CharField(max_length=300)),
                ('key', models.CharField(help_text='Digest of what arrived: the same again is no second row.', max_length=64)),
                ('entry', models.JSONField(blank=True, null=True)),
                ('raw', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('dismissed', 'Dismissed')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, help_text='Why it was dismissed or accepted.', max_length=255)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quarantined', to='lootlog.delivery')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quarantined', to='lootlog.profile')),
            ],
            options={
                'verbose_name_plural': 'quarantined',
            },
        ),
        migrations.CreateModel(
            name='SourceProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('program', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=200)),
                ('guild', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='loot_sources', to='characters.guild')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='lootlog.profile')),
            ],
        ),
        migrations.CreateModel(
            name='Stream',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField()),
                ('source', models.CharField(choices=[('web', 'written on the site'), ('api', 'written through the API'), ('peer', 'written by a peer'), ('file', 'from a file')], max_length=8)),
                ('label', models.CharField(help_text='Who writes, for people.', max_length=120)),
                ('head_sequence', models.PositiveBigIntegerField(default=0)),
                ('head_hash', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='streams', to='lootlog.profile')),
            ],
        ),
        migrations.AddField(
            model_name='logentry',
            name='stream',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='lootlog.stream'),
        ),
        migrations.CreateModel(
            name='Fork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField()),
                ('origin', models.CharField(blank=True, max_length=200)),
                ('found_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolution', models.CharField(blank=True, max_length=255)),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('stream', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forks', to='lootlog.stream')),
            ],
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=140)),
                ('label', models.CharField(max_length=64)),
                ('character', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='loot_targets', to='characters.character')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='lootlog.profile')),
            ],
        ),
        migrations.AddField(
            model_name='logentry',
            name='target',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='lootlog.target'),
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(blank=True, max_length=200)),
                ('format', models.CharField(blank=True, max_length=40)),
                ('size', models.PositiveIntegerField(help_text='Bytes as sent.')),
                ('sha256', models.CharField(max_length=64)),
                ('raw', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'waiting to be read'), ('preview', 'read: look at it, then apply'), ('applying', 'Applying'), ('applied', 'Applied'), ('undone', 'Undone'), ('failed', 'could not be read'), ('dismissed', 'Dismissed')], default='waiting', max_length=10)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('mapping', models.JSONField(blank=True, default=dict)),
                ('report', models.JSONField(blank=True, default=dict)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guild', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='loot_uploads', to='characters.guild')),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='upload',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='lootlog.upload'),
        ),
        migrations.CreateModel(
            name='WeekBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.PositiveIntegerField()),
                ('points', lootlog.models.points.PointsField()),
                ('profile', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='lootlog.profile')),
                ('target', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='lootlog.target')),
            ],
        ),
        migrations.CreateModel(
            name='WeekDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.PositiveIntegerField()),
                ('count', models.PositiveBigIntegerField()),
                ('total', models.CharField(max_length=64)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to='lootlog.profile')),
            ],
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(models.F('guild'), django.db.models.functions.text.Lower('name'), condition=models.Q(('archived_at__isnull', True)), name='one_profile_per_guild_and_name'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('guild',), name='one_active_profile_per_guild'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('is_default', False), ('archived_at__isnull', True), _connector='OR'), name='active_profile_is_not_archived'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='profile_has_a_name'),
        ),
        migrations.AddIndex(
            model_name='peer',
            index=models.Index(fields=['profile', '-last_seen_at'], name='lootlog_pee_profile_a179e3_idx'),
        ),
        migrations.AddConstraint(
            model_name='peer',
            constraint=models.UniqueConstraint(fields=('profile', 'uuid'), name='one_peer_per_profile_and_device'),
        ),
        migrations.AddConstraint(
            model_name='checkpoint',
            constraint=models.UniqueConstraint(fields=('profile', 'position'), name='one_checkpoint_per_profile_and_position'),
        ),
        migrations.AddIndex(
            model_name='quarantined',
            index=models.Index(fields=['profile', 'state'], name='lootlog_qua_profile_960533_idx'),
        ),
        migrations.AddConstraint(
            model_name='quarantined',
            constraint=models.UniqueConstraint(fields=('profile', 'key'), name='quarantined_once_per_profile'),
        ),
        migrations.AddConstraint(
            model_name='sourceprofile',
            constraint=models.UniqueConstraint(fields=('guild', 'program', 'key'), name='one_choice_per_source_profile'),
        ),
        migrations.AddIndex(
            model_name='stream',
            index=models.Index(fields=['profile', 'owner', 'source'], name='lootlog_str_profile_41fa47_idx'),
        ),
        migrations.AddConstraint(
            model_name='stream',
            constraint=models.UniqueConstraint(fields=('profile', 'uuid'), name='one_stream_per_profile_and_author'),
        ),
        migrations.AddIndex(
            model_name='fork',
            index=models.Index(fields=['stream', 'resolved_at'], name='lootlog_for_stream__7a0b22_idx'),
        ),
        migrations.AddConstraint(
            model_name='fork',
            constraint=models.UniqueConstraint(fields=('stream', 'sequence', 'origin'), name='one_fork_per_place'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('profile', 'key'), name='one_target_per_profile_and_key'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['stream', 'sequence'], name='lootlog_log_stream__d252cb_idx'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['profile', 'week'], name='lootlog_log_profile_e11975_idx'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['target', 'happened_at'], name='lootlog_log_target__0cbe77_idx'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(fields=['profile', '-happened_at', '-position'], name='entries_newest_first'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(condition=models.Q(('reference', ''), _negated=True), fields=['profile', 'reference'], name='entries_about_entries'),
        ),
        migrations.AddIndex(
            model_name='logentry',
            index=models.Index(condition=models.Q(('origin', ''), _negated=True), fields=['profile', 'origin'], name='entries_by_origin'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.UniqueConstraint(fields=('profile', 'hash'), name='one_entry_per_profile_and_hash'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.UniqueConstraint(fields=('profile', 'position'), name='one_entry_per_profile_and_position'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'points'), ('reference', '')), models.Q(models.Q(('kind', 'points'), _negated=True), models.Q(('reference', ''), _negated=True)), _connector='OR'), name='what_voids_or_amends_names_an_entry'),
        ),
        migrations.AddConstraint(
            model_name='logentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'void'), _negated=True), ('delta', 0), _connector='OR'), name='a_void_gives_no_points'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(fields=['guild', '-received_at'], name='lootlog_upl_guild_i_3f0922_idx'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(fields=['state'], name='lootlog_upl_state_309ca2_idx'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('guild', 'sha256'), name='one_upload_per_guild_and_file'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['profile', '-received_at'], name='lootlog_del_profile_4d6bc4_idx'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('retry_key', ''), _negated=True), fields=('profile', 'by', 'retry_key'), name='one_delivery_per_retry_key'),
        ),
        migrations.AddIndex(
            model_name='weekbalance',
            index=models.Index(fields=['profile', 'week'], include=('target', 'points'), name='balances_of_a_week'),
        ),
        migrations.AddConstraint(
            model_name='weekbalance',
            constraint=models.UniqueConstraint(fields=('target', 'week'), name='one_balance_per_target_and_week'),
        ),
        migrations.AddConstraint(
            model_name='weekdigest',
            constraint=models.UniqueConstraint(fields=('profile', 'week'), name='one_digest_per_profile_and_week'),
        ),
    ]
