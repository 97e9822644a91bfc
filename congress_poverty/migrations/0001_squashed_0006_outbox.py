import congress_poverty.codes
import congress_poverty.sealed
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from congress_poverty import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):

    replaces = [('congress_poverty', '0001_initial'), ('congress_poverty', '0002_audit_append_only'), ('congress_poverty', '0003_pulse'), ('congress_poverty', '0004_imports'), ('congress_poverty', '0005_notice_open'), ('congress_poverty', '0006_outbox')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(default=0)),
                ('hash', models.CharField(default='', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('value', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(max_length=20, verbose_name='台账种类')),
                ('county_code', models.CharField(db_index=True, max_length=12)),
                ('township_code', models.CharField(blank=True, db_index=True, max_length=12)),
                ('state', models.CharField(choices=[('uploaded', '已上传'), ('mapped', '已对列'), ('checking', '正在检查'), ('checked', '已检查'), ('committing', '正在导入'), ('committed', '已导入'), ('undone', '已撤销'), ('cancelled', '已取消'), ('failed', '没有成功')], default='uploaded', max_length=12)),
                ('file_name', models.CharField(max_length=255, verbose_name='文件名')),
                ('file_path', models.CharField(blank=True, max_length=255)),
                ('file_sha256', models.CharField(blank=True, db_index=True, max_length=64)),
                ('mapping', models.JSONField(blank=True, default=dict)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('accepted', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('skipped', models.PositiveIntegerField(default=0)),
                ('sheets', models.JSONField(blank=True, default=list)),
                ('made', models.JSONField(blank=True, default=dict)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('actor', models.CharField(blank=True, max_length=100)),
                ('account_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('committed_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(unique=True)),
                ('at', models.DateTimeField(db_index=True)),
                ('actor', models.CharField(max_length=100, verbose_name='操作人')),
                ('account_id', models.BigIntegerField(db_index=True, null=True)),
                ('role', models.CharField(blank=True, max_length=32)),
                ('ip', models.CharField(blank=True, max_length=45)),
                ('county_code', models.CharField(blank=True, db_index=True, max_length=12)),
                ('action', models.CharField(db_index=True, max_length=64)),
                ('object_kind', models.CharField(blank=True, max_length=64)),
                ('object_code', models.CharField(blank=True, max_length=64)),
                ('object_label', models.CharField(blank=True, max_length=200)),
                ('detail', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['object_kind', 'object_code', '-seq'], name='audit_object')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='日期')),
                ('is_workday', models.BooleanField(verbose_name='是否上班')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='名称')),
                ('county_code', models.CharField(blank=True, max_length=12)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'county_code'), name='calendar_day_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to=settings.AUTH_USER_MODEL)),
                ('channel', models.CharField(choices=[('sms', '短信'), ('email', '邮件')], max_length=8, verbose_name='方式')),
                ('address', congress_poverty.sealed.SealedField(blank=True, default='', verbose_name='号码或邮箱')),
                ('is_on', models.BooleanField(default=True, verbose_name='接收')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'channel'), name='contact_point_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL)),
                ('channel', models.CharField(choices=[('sms', '短信'), ('email', '邮件')], max_length=8, verbose_name='方式')),
                ('event', models.CharField(max_length=20, verbose_name='事由')),
                ('key', models.CharField(max_length=160)),
                ('text', models.CharField(max_length=300)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('county_code', models.CharField(blank=True, max_length=12)),
                ('written_at', models.DateTimeField(verbose_name='写下')),
                ('not_before', models.DateTimeField(verbose_name='最早发送')),
                ('state', models.CharField(choices=[('waiting', '待发'), ('sending', '正在发'), ('sent', '已发'), ('failed', '没发出去'), ('dropped', '不用发了')], default='waiting', max_length=8, verbose_name='状态')),
                ('batch', models.UUIDField(blank=True, db_index=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发出')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='次数')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='没发出去的原因')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['state', 'not_before'], name='message_due')],
                'constraints': [models.UniqueConstraint(fields=('account', 'channel', 'key'), name='message_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('group', models.CharField(choices=[('to_do', '要您办'), ('for_info', '让您知道'), ('system', '系统')], default='for_info', max_length=10)),
                ('key', models.CharField(max_length=160)),
                ('text', models.CharField(max_length=300)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'read_at', '-created_at'], name='notice_bell'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['url'], name='notice_open')],
                'constraints': [models.UniqueConstraint(fields=('account', 'key'), name='notice_once')],
            },
        ),
        migrations.CreateModel(
            name='SheetImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='congress_poverty.sheetimport')),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('sheet', models.CharField(max_length=100)),
                ('row', models.PositiveIntegerField()),
                ('fate', models.CharField(choices=[('accepted', '可以导入'), ('refused', '要修改'), ('skipped', '不导入')], max_length=8)),
                ('values', models.JSONField(default=dict)),
                ('repaired', models.JSONField(default=dict)),
                ('left_out', models.BooleanField(default=False)),
                ('findings', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['sheet_import', 'fate', 'row'], name='import_row_fate')],
            },
        ),
        migrations.RunPython(install, remove),
    ]
