

import congress_poverty.codes
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deputies', '0003_phones'),
        ('visits', '0003_phone_sync'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='visits.activity')),
                ('kind', models.CharField(choices=[('notice', '通知'), ('sign_sheet', '签到表'), ('photo', '照片'), ('bulletin', '简报'), ('report', '调研报告'), ('other', '其他')], default='other', max_length=12, verbose_name='材料种类')),
                ('name', models.CharField(max_length=100)),
                ('original_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=80)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('added_on', models.DateField(verbose_name='上传日期')),
                ('added_by', models.CharField(blank=True, max_length=100, verbose_name='上传人')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'sha256'), name='activity_file_once')],
            },
        ),
        migrations.CreateModel(
            name='ActivityOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heard', to='visits.activity')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('words', models.CharField(max_length=600, verbose_name='意见')),
                ('answered_by', models.CharField(blank=True, max_length=100, verbose_name='答复部门')),
                ('answer', models.TextField(blank=True, max_length=600, verbose_name='答复内容')),
                ('adopted', models.BooleanField(blank=True, null=True, verbose_name='采纳')),
                ('fed_back_on', models.DateField(blank=True, null=True, verbose_name='反馈日期')),
            ],
            options={
                'ordering': ['activity', 'order', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ActivityTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='visits.activity')),
                ('what', models.CharField(max_length=200, verbose_name='要做什么')),
                ('who', models.CharField(max_length=60, verbose_name='谁来做')),
                ('due_on', models.DateField(verbose_name='完成时限')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='完成日期')),
                ('proof', models.CharField(blank=True, max_length=300, verbose_name='完成情况')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DutyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duty_reports', to='visits.activity')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duty_reports', to='deputies.person', verbose_name='述职代表')),
                ('constituency', models.CharField(blank=True, max_length=100, verbose_name='选区')),
                ('is_written', models.BooleanField(default=False, verbose_name='书面述职')),
                ('voters', models.PositiveIntegerField(default=0, verbose_name='到会选民')),
                ('satisfied', models.PositiveIntegerField(default=0, verbose_name='满意')),
                ('basically', models.PositiveIntegerField(default=0, verbose_name='基本满意')),
                ('dissatisfied', models.PositiveIntegerField(default=0, verbose_name='不满意')),
                ('summary', models.TextField(blank=True, max_length=2000, verbose_name='述职要点')),
                ('remarks', models.TextField(blank=True, max_length=1000, verbose_name='评议意见')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['activity', 'id'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'person'), name='duty_report_once'), models.CheckConstraint(condition=models.Q(('voters__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('satisfied'), '+', models.F('basically')), '+', models.F('dissatisfied')))), name='duty_report_votes')],
            },
        ),
        migrations.CreateModel(
            name='FundBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fund_budgets', to='deputies.county')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fund_budgets', to='deputies.region', verbose_name='乡镇')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='预算（元）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['-year', 'township__code', 'id'],
                'constraints': [models.UniqueConstraint(fields=('county', 'township', 'year'), name='fund_budget_once'), models.UniqueConstraint(condition=models.Q(('township__isnull', True)), fields=('county', 'year'), name='fund_budget_county_once')],
            },
        ),
        migrations.CreateModel(
            name='TrainingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='training_plans', to='deputies.county')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='training_plans', to='deputies.region', verbose_name='乡镇')),
                ('title', models.CharField(max_length=100, verbose_name='计划名称')),
                ('goal', models.CharField(blank=True, max_length=300, verbose_name='目标')),
                ('scope', models.CharField(choices=[('all', '全体代表'), ('county', '县级代表'), ('township', '乡镇代表')], default='all', max_length=10, verbose_name='培训对象')),
                ('since', models.DateField(verbose_name='开始')),
                ('until', models.DateField(verbose_name='结束')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['-since', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TrainingBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='visits.trainingplan')),
                ('title', models.CharField(max_length=100, verbose_name='班次')),
                ('target', models.CharField(blank=True, max_length=100, verbose_name='对象说明')),
                ('category', models.CharField(blank=True, choices=[('official', '党政干部'), ('enterprise', '企业负责人'), ('professional', '专业技术人员'), ('worker', '工人'), ('farmer', '农民'), ('self_employed', '个体工商户'), ('soldier', '军人'), ('other', '其他劳动者')], max_length=14, verbose_name='代表构成')),
                ('form', models.CharField(blank=True, max_length=20, verbose_name='培训形式')),
                ('base', models.CharField(blank=True, max_length=100, verbose_name='培训地点')),
                ('due_on', models.DateField(verbose_name='计划完成时间')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='VoterQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='visits.dutyreport')),
                ('question', models.CharField(max_length=300, verbose_name='选民提问')),
                ('answer', models.CharField(blank=True, max_length=600, verbose_name='代表回答')),
            ],
            options={
                'ordering': ['report', 'id'],
            },
        ),
        migrations.CreateModel(
            name='TrainingCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', congress_poverty.codes.CodeField(default=congress_poverty.codes.new_code, editable=False, max_length=16, unique=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='courses', to='visits.trainingbatch')),
                ('title', models.CharField(max_length=100, verbose_name='课程')),
                ('content', models.CharField(blank=True, max_length=20, verbose_name='培训内容')),
                ('lecturer', models.CharField(blank=True, max_length=60, verbose_name='授课人')),
                ('lecturer_kind', models.CharField(blank=True, max_length=20, verbose_name='授课人身份')),
                ('hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='学时')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='activity',
            name='action',
            field=models.CharField(blank=True, max_length=20, verbose_name='行动类别'),
        ),
        migrations.AddField(
            model_name='activity',
            name='cancelled_why',
            field=models.CharField(blank=True, max_length=200, verbose_name='取消原因'),
        ),
        migrations.AddField(
            model_name='activity',
            name='contents',
            field=models.JSONField(blank=True, default=list, verbose_name='活动内容'),
        ),
        migrations.AddField(
            model_name='activity',
            name='cost',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='经费（元）'),
        ),
        migrations.AddField(
            model_name='activity',
            name='day_part',
            field=models.CharField(blank=True, choices=[('am', '上午'), ('pm', '下午'), ('day', '全天')], max_length=4, verbose_name='时段'),
        ),
        migrations.AddField(
            model_name='activity',
            name='focus',
            field=models.JSONField(blank=True, default=list, verbose_name='工作重点'),
        ),
        migrations.AddField(
            model_name='activity',
            name='form',
            field=models.CharField(blank=True, max_length=20, verbose_name='活动形式'),
        ),
        migrations.AddField(
            model_name='activity',
            name='guests',
            field=models.CharField(blank=True, max_length=300, verbose_name='其他参加人员'),
        ),
        migrations.AddField(
            model_name='activity',
            name='host',
            field=models.CharField(blank=True, max_length=60, verbose_name='主持人'),
        ),
        migrations.AddField(
            model_name='activity',
            name='hours',
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='时长（小时）'),
        ),
        migrations.AddField(
            model_name='activity',
            name='methods',
            field=models.JSONField(blank=True, default=list, verbose_name='活动方法'),
        ),
        migrations.AddField(
            model_name='activity',
            name='minutes',
            field=models.TextField(blank=True, max_length=5000, verbose_name='活动记录'),
        ),
        migrations.AddField(
            model_name='activity',
            name='noticed_on',
            field=models.DateField(blank=True, null=True, verbose_name='通知日期'),
        ),
        migrations.AddField(
            model_name='activity',
            name='organiser',
            field=models.CharField(blank=True, max_length=100, verbose_name='组织单位'),
        ),
        migrations.AddField(
            model_name='activity',
            name='organising_form',
            field=models.CharField(blank=True, max_length=20, verbose_name='组织形式'),
        ),
        migrations.AddField(
            model_name='activity',
            name='partners',
            field=models.CharField(blank=True, max_length=200, verbose_name='协同单位'),
        ),
        migrations.AddField(
            model_name='activity',
            name='phase',
            field=models.CharField(blank=True, max_length=20, verbose_name='推进阶段'),
        ),
        migrations.AddField(
            model_name='activity',
            name='programmes',
            field=models.ManyToManyField(blank=True, related_name='activities', to='deputies.campaign', verbose_name='服务的活动'),
        ),
        migrations.AddField(
            model_name='activity',
            name='roles',
            field=models.JSONField(blank=True, default=list, verbose_name='代表角色'),
        ),
        migrations.AddField(
            model_name='activity',
            name='state',
            field=models.CharField(choices=[('planned', '计划'), ('held', '已开展'), ('cancelled', '已取消')], default='held', max_length=10, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='activity',
            name='subjects',
            field=models.JSONField(blank=True, default=list, verbose_name='涉及领域'),
        ),
        migrations.AddField(
            model_name='activity',
            name='theme',
            field=models.CharField(blank=True, max_length=100, verbose_name='专题'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='approved_by',
            field=models.CharField(blank=True, max_length=60, verbose_name='准假人'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='late',
            field=models.BooleanField(default=False, verbose_name='迟到'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='left_early',
            field=models.BooleanField(default=False, verbose_name='早退'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='unexcused',
            field=models.BooleanField(default=False, verbose_name='无故'),
        ),
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(max_length=20, verbose_name='活动类型'),
        ),
        migrations.AlterField(
            model_name='attendance',
            name='status',
            field=models.CharField(choices=[('present', '出席'), ('leave', '请假'), ('absent', '缺席'), ('invited', '已安排')], default='present', max_length=8, verbose_name='出席情况'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'present'), models.Q(('late', False), ('left_early', False)), _connector='OR'), name='attendance_late_is_present'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'absent'), ('unexcused', False), _connector='OR'), name='attendance_unexcused_is_absent'),
        ),
        migrations.AddField(
            model_name='activity',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='activities', to='visits.trainingbatch', verbose_name='培训班次'),
        ),
    ]
