import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0002_the_day'),
        ('tours', '0005_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'In de rij'), ('running', 'Aan het zoeken'), ('done', 'Klaar'), ('stopped', 'Gestopt'), ('failed', 'Mislukt')], default='queued', max_length=7)),
                ('problem', models.JSONField()),
                ('progress', models.JSONField(default=dict)),
                ('conflict', models.JSONField(default=dict)),
                ('failure', models.CharField(blank=True, max_length=10)),
                ('lease_owner', models.CharField(blank=True, max_length=60)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_runs', to='tours.event')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('shortest', 'Kortste dag'), ('travel', 'Minste reistijd'), ('carousel', 'Carrousel')], max_length=8)),
                ('plan', models.JSONField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='scheduling.planrun')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StopWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open_from_min', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='Open vanaf')),
                ('open_until_min', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='Open tot')),
                ('capacity_groups', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='Groepen tegelijk')),
                ('setup_min', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(240)], verbose_name='Minuten om klaar te zetten')),
                ('moment', models.CharField(choices=[('any', 'Maakt niet uit'), ('first', 'Als eerste, met iedereen'), ('last', 'Als laatste, met iedereen')], default='any', max_length=5, verbose_name='Wanneer op de dag')),
                ('stop', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wish', to='tours.stop')),
            ],
        ),
        migrations.CreateModel(
            name='Undo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visits', models.JSONField()),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='board_undo', to='tours.event')),
            ],
        ),
        migrations.CreateModel(
            name='DayWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lunch_min', models.PositiveSmallIntegerField(default=0, help_text='0: geen pauze, bijvoorbeeld omdat de maaltijd een eigen halte is.', validators=[django.core.validators.MaxValueValidator(180)], verbose_name='Minuten pauze per groep')),
                ('lunch_from_min', models.PositiveSmallIntegerField(default=690, validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='Pauze begint niet voor')),
                ('lunch_until_min', models.PositiveSmallIntegerField(default=810, validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='Pauze begint niet na')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='day_wish', to='tours.event')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('lunch_until_min__gte', models.F('lunch_from_min'))), name='day_wish_lunch_in_order')],
            },
        ),
        migrations.AddConstraint(
            model_name='planrun',
            constraint=models.UniqueConstraint(models.F('event'), condition=models.Q(('state__in', ['queued', 'running'])), name='plan_run_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(models.F('run'), models.F('kind'), name='proposal_once'),
        ),
        migrations.AddConstraint(
            model_name='stopwish',
            constraint=models.CheckConstraint(condition=models.Q(('open_from_min', None), ('open_until_min', None), ('open_until_min__gt', models.F('open_from_min')), _connector='OR'), name='stop_wish_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='stopwish',
            constraint=models.CheckConstraint(condition=models.Q(('capacity_groups__gte', 1)), name='stop_wish_holds_a_group'),
        ),
    ]
