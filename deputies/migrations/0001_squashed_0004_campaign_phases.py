import congress_poverty.codes
import congress_poverty.sealed
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('deputies', '0001_initial'), ('deputies', '0002_account_sessions'), ('deputies', '0003_phones'), ('deputies', '0004_campaign_phases')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('short_name', models.CharField(blank=True, help_text='平时的叫法，例如“周田村”', max_length=60, verbose_name='简称')),
                ('level', models.CharField(choices=[('province', '省'), ('city', '市'), ('county', '县'), ('township', '乡镇'), ('village', '村居')], db_index=True, max_length=10, verbose_name='层级')),
                ('kind', models.CharField(choices=[('province', '省级'), ('city', '地级'), ('county', '县'), ('county_city', '县级市'), ('district', '区'), ('town', '镇'), ('township', '乡'), ('street', '街道'), ('farm', '农场'), ('zone', '开发区'), ('village', '村'), ('neighbourhood', '居委会（社区）'), ('other', '其他')], default='other', max_length=14, verbose_name='类型')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='deputies.region', verbose_name='上级')),
                ('has_congress', models.BooleanField(default=True, verbose_name='设人民代表大会')),
                ('is_poor_village', models.BooleanField(default=False, verbose_name='贫困村')),
                ('pinyin', models.CharField(blank=True, max_length=120)),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deputies.region')),
            ],
            options={
                'ordering': ['code'],
                'indexes': [models.Index(fields=['parent', 'name'], name='region_parent_name')],
            },
        ),
        migrations.CreateModel(
            name='County',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='county', to='deputies.region', verbose_name='区划')),
                ('pack', models.CharField(default='default', max_length=40, verbose_name='规则包')),
                ('overrides', models.JSONField(blank=True, default=dict, verbose_name='本县改动')),
                ('deputies_committee_name', models.CharField(default='代表工作委员会', max_length=60, verbose_name='代表工作机构')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='联系电话')),
            ],
            options={
                'ordering': ['region__code'],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='deputies.county')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('theme', models.CharField(blank=True, max_length=100, verbose_name='年度主题')),
                ('since', models.DateField(verbose_name='开始')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='deputies.campaign', verbose_name='上级活动')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='deputies.campaign', verbose_name='并入')),
                ('merged_on', models.DateField(blank=True, null=True, verbose_name='并轨日期')),
                ('legal_basis', models.CharField(blank=True, max_length=200, verbose_name='依据文件')),
                ('themes', models.JSONField(blank=True, default=list, verbose_name='各年主题')),
                ('phases', models.JSONField(blank=True, default=list, verbose_name='阶段')),
                ('responsible', models.JSONField(blank=True, default=list, verbose_name='责任人')),
            ],
            options={
                'ordering': ['-since'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='deputies.county')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='deputies.region', verbose_name='乡镇')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deputies.region', verbose_name='所在村')),
                ('name', models.CharField(max_length=100, verbose_name='姓名')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=160)),
                ('gender', models.CharField(blank=True, choices=[('male', '男'), ('female', '女')], max_length=6, verbose_name='性别')),
                ('birth_on', models.DateField(blank=True, null=True, verbose_name='出生日期')),
                ('ethnicity', models.CharField(blank=True, max_length=30, verbose_name='民族')),
                ('party', models.CharField(blank=True, max_length=30, verbose_name='政治面貌')),
                ('education', models.CharField(blank=True, max_length=20, verbose_name='文化程度')),
                ('id_number', congress_poverty.sealed.SealedField(blank=True, default='', verbose_name='身份证号')),
                ('id_index', models.CharField(blank=True, db_index=True, max_length=32)),
                ('phone', congress_poverty.sealed.SealedField(blank=True, default='', verbose_name='联系电话')),
                ('phone_index', models.CharField(blank=True, db_index=True, max_length=32)),
                ('employer', models.CharField(blank=True, max_length=120, verbose_name='工作单位')),
                ('job_title', models.CharField(blank=True, max_length=80, verbose_name='职务')),
                ('category', models.CharField(blank=True, choices=[('official', '党政干部'), ('enterprise', '企业负责人'), ('professional', '专业技术人员'), ('worker', '工人'), ('farmer', '农民'), ('self_employed', '个体工商户'), ('soldier', '军人'), ('other', '其他劳动者')], max_length=14, verbose_name='代表构成')),
                ('has_fixed_income', models.BooleanField(blank=True, null=True, verbose_name='有固定工资收入')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'indexes': [models.Index(fields=['township', 'pinyin', 'id'], name='person_township_name'), models.Index(fields=['county', 'pinyin', 'id'], name='person_county_name')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('id_index', ''), _negated=True), fields=('county', 'id_index'), name='person_id_once')],
            },
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='deputies.county')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='deputies.region', verbose_name='乡镇')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deputies.region', verbose_name='村（社区）')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('station_type', models.CharField(choices=[('activity_room', '代表活动室'), ('liaison_station', '代表联络站'), ('liaison_point', '代表联络点'), ('deputies_home', '人大代表之家'), ('duty_centre', '履职活动中心'), ('practice_station', '民主实践站')], default='liaison_station', max_length=20, verbose_name='类型')),
                ('level', models.CharField(choices=[('county', '县级'), ('township', '乡镇'), ('village', '村级')], default='township', max_length=10, verbose_name='级别')),
                ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deputies.person', verbose_name='站长')),
                ('liaison_officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='deputies.person', verbose_name='联络员')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='联系电话')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='建立时间')),
                ('reception_day', models.PositiveSmallIntegerField(default=0, help_text='每月几号，0 为没有固定日', verbose_name='接待日')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['township__code', 'level', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reception_day__lte', 31)), name='station_reception_day')],
            },
        ),
        migrations.CreateModel(
            name='DeputyGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='deputies.county')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='deputies.region', verbose_name='乡镇')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('kind', models.CharField(choices=[('area', '地域小组'), ('field', '领域小组'), ('chain', '产业链小组'), ('core', '中心组')], default='area', max_length=8, verbose_name='类型')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='groups', to='deputies.station', verbose_name='活动地点')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['township__code', 'id'],
                'constraints': [models.UniqueConstraint(fields=('county', 'name'), name='group_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='deputies.person', verbose_name='代表')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='deputies.county')),
                ('level', models.CharField(choices=[('national', '全国'), ('provincial', '省级'), ('city', '市级'), ('county', '县级'), ('township', '乡级')], max_length=10, verbose_name='层级')),
                ('term', models.CharField(blank=True, max_length=30, verbose_name='届次')),
                ('constituency', models.CharField(blank=True, max_length=100, verbose_name='选区或选举单位')),
                ('certificate_no', models.CharField(blank=True, max_length=40, verbose_name='代表证号')),
                ('delegation', models.CharField(blank=True, max_length=60, verbose_name='代表团')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='任职日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                ('status', models.CharField(choices=[('in_office', '在任'), ('suspended', '暂停执行职务'), ('resigned', '辞职'), ('moved', '调离'), ('deceased', '去世'), ('recalled', '罢免'), ('terminated', '资格终止'), ('expired', '届满')], default='in_office', max_length=12, verbose_name='状态')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['county', 'level'], name='mandate_county_level')],
                'constraints': [models.UniqueConstraint(fields=('person', 'level', 'term'), name='mandate_once')],
            },
        ),
        migrations.CreateModel(
            name='MandateEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='deputies.mandate')),
                ('happened_on', models.DateField(verbose_name='日期')),
                ('status', models.CharField(choices=[('in_office', '在任'), ('suspended', '暂停执行职务'), ('resigned', '辞职'), ('moved', '调离'), ('deceased', '去世'), ('recalled', '罢免'), ('terminated', '资格终止'), ('expired', '届满')], max_length=12, verbose_name='状态')),
                ('legal_ground', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_by', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'ordering': ['happened_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Honour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='honours', to='deputies.person')),
                ('title', models.CharField(max_length=100, verbose_name='称号')),
                ('awarded_by', models.CharField(blank=True, max_length=100, verbose_name='授予单位')),
                ('awarded_on', models.DateField(blank=True, null=True, verbose_name='授予日期')),
            ],
            options={
                'ordering': ['-awarded_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='deputies.deputygroup')),
                ('mandate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='group_places', to='deputies.mandate')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='group_places', to='deputies.person')),
                ('role', models.CharField(choices=[('leader', '组长'), ('deputy_leader', '副组长'), ('liaison_officer', '联络员'), ('member', '组员')], default='member', max_length=16, verbose_name='职责')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='加入日期')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='退出日期')),
            ],
            options={
                'ordering': ['group', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('group', 'person'), name='group_member_once')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='用户名')),
                ('name', models.CharField(max_length=100, verbose_name='姓名')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='accounts', to='deputies.person', verbose_name='代表')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='accounts', to='deputies.county', verbose_name='县')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('session_epoch', models.PositiveIntegerField(default=0, editable=False)),
                ('must_change_password', models.BooleanField(default=False, verbose_name='下次登录改密码')),
                ('text_size', models.CharField(blank=True, choices=[('', '标准'), ('large', '大'), ('huge', '特大')], default='', max_length=8, verbose_name='字号')),
                ('dark', models.BooleanField(default=False, verbose_name='深色')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='快捷键')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Phone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phones', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('auth_hash', models.CharField(max_length=64)),
                ('registered_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('used_on', models.DateField(verbose_name='最近上传')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('revoked_by', models.CharField(blank=True, max_length=100, verbose_name='停用人')),
            ],
            options={
                'ordering': ['-used_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='deputies.county', verbose_name='县')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='简称')),
                ('aliases', models.JSONField(blank=True, default=list, verbose_name='别名')),
                ('kind', models.CharField(choices=[('department', '政府部门'), ('township_government', '乡镇政府'), ('government_office', '政府办公室'), ('supervising_office', '人大委室'), ('court_or_procuratorate', '法院检察院'), ('company', '企业'), ('other', '其他')], default='department', max_length=24, verbose_name='类型')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='deputies.region', verbose_name='乡镇')),
                ('handles_suggestions', models.BooleanField(default=True, verbose_name='承办建议')),
                ('head_name', models.CharField(blank=True, max_length=50, verbose_name='负责人')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('pinyin', models.CharField(blank=True, max_length=200)),
                ('is_active', models.BooleanField(default=True, verbose_name='在用')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('county', 'name'), name='unit_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('role', models.CharField(choices=[('deputy', '代表'), ('township_clerk', '乡镇干部'), ('township_chair', '乡镇人大主席'), ('county_staff', '县代表工委'), ('county_leader', '常委会领导'), ('handling_unit', '承办单位'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('auditor', '审计员')], max_length=24, verbose_name='角色')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='deputies.county', verbose_name='县')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='deputies.unit', verbose_name='单位')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='职务称呼')),
                ('started_on', models.DateField(verbose_name='开始')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束')),
                ('granted_by', models.CharField(blank=True, max_length=100, verbose_name='授予人')),
                ('townships', models.ManyToManyField(blank=True, related_name='posts', to='deputies.region', verbose_name='乡镇')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AreaLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='area_links', to='deputies.county')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='area_links', to='deputies.region', verbose_name='乡镇')),
                ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='area_links', to='deputies.person', verbose_name='常委会领导')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='area_links', to='deputies.unit', verbose_name='委室')),
                ('is_first_responsible', models.BooleanField(default=False, verbose_name='第一责任人')),
                ('started_on', models.DateField(verbose_name='开始')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束')),
            ],
            options={
                'ordering': ['township__code', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('leader__isnull', False), ('office__isnull', False), _connector='XOR'), name='area_link_one_holder')],
            },
        ),
        migrations.CreateModel(
            name='VoterContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voter_contacts', to='deputies.person', verbose_name='代表')),
                ('name', models.CharField(max_length=100, verbose_name='选民姓名')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='deputies.region', verbose_name='村（社区）')),
                ('phone', congress_poverty.sealed.SealedField(blank=True, default='', verbose_name='电话')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MemberLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_deputies', to='deputies.person', verbose_name='常委会组成人员')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked_members', to='deputies.person', verbose_name='代表')),
                ('started_on', models.DateField(verbose_name='开始')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('member', 'deputy'), name='member_link_once')],
            },
        ),
    ]
