

import congress_poverty.codes
import congress_poverty.sealed
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('congress_poverty', '0005_notice_open'),
        ('deputies', '__first__'),
    ]

    operations = [
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
    ]
