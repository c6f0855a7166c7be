"""The admin pages of other people's apps in our theme; tables that officers have no use for are left out."""

from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.contrib.sites.models import Site
from django_celery_beat.admin import PeriodicTaskAdmin, PeriodicTaskForm, TaskSelectWidget
from django_celery_beat.models import ClockedSchedule, PeriodicTask, SolarSchedule
from django_celery_results.models import GroupResult, TaskResult
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

LEFT_OUT = (AccessFailureLog, AccessLog, AuthToken, GroupResult, Site, SolarSchedule, ClockedSchedule, TaskResult)
APPS_OF_OTHERS = ("account", "axes", "django_celery_beat", "socialaccount")


class TaskSelect(UnfoldAdminSelectWidget, TaskSelectWidget):
    """The choice among registered tasks, in our theme."""


class TimetableForm(PeriodicTaskForm):
    """The form of a timetable's line, in our theme."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskSelect()


for model in LEFT_OUT:
    if admin.site.is_registered(model):
        admin.site.unregister(model)
for model in (User, Group, PeriodicTask):
    admin.site.unregister(model)
for config in map(apps.get_app_config, APPS_OF_OTHERS):
    for model in filter(admin.site.is_registered, config.get_models()):
        registered = type(admin.site.get_model_admin(model))
        admin.site.unregister(model)
        admin.site.register(model, type(registered.__name__, (registered, ModelAdmin), {}))


@admin.register(User)
class PeopleAdmin(UserAdmin, ModelAdmin):
    """Accounts; those of Battle.net and Discord come by signing in."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class PeopleGroupAdmin(GroupAdmin, ModelAdmin):
    """Groups of accounts with the same permissions."""


@admin.register(PeriodicTask)
class TimetableAdmin(PeriodicTaskAdmin, ModelAdmin):
    """What runs when; lines can be switched off."""

    form = TimetableForm
