"""What does not add up, and resolving it."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from guild_identity.api.asking import GUILD, IdentityEndpoint, IdentityList
from guild_identity.api.question_shapes import IssueShape
from guild_identity.api.serializers import Resolution
from guild_identity.models import AuditIssue
from guild_identity.selectors.audit import STATES, issue_row, issues
from guild_identity.services.issues import resolve_issue

FILTERS = [
    GUILD,
    OpenApiParameter("state", str, description=f"One of {', '.join(STATES)}; open without it."),
    OpenApiParameter("issue_type", str, description=f"One of {', '.join(AuditIssue.Type.values)}."),
    OpenApiParameter("severity", str, description=f"One of {', '.join(AuditIssue.Severity.values)}."),
    OpenApiParameter("player", int, description="Id of a player."),
    OpenApiParameter("character", int, description="Id of a character."),
]


class Issues(IdentityList):
    """What does not add up."""

    csv_name = "issues"
    csv_columns = list(IssueShape().fields)

    @extend_schema(operation_id="identity_issues_list", parameters=FILTERS, responses=IssueShape(many=True))
    def get(self, request: Request) -> Response:
        """List issues, newest first; for officers."""
        found = issues(self.led_guild(), request.query_params)
        return self.paged(found, lambda page: [issue_row(issue) for issue in page])


class IssueResolve(IdentityEndpoint):
    """An issue that is none."""

    @extend_schema(operation_id="identity_issues_resolve", request=Resolution, responses=IssueShape)
    def post(self, request: Request, pk: int) -> Response:
        """Note that it is as it should be, with the reason; for officers. It stays so as long as it is found."""
        issue = self.led(AuditIssue.objects.all(), pk, "issue")
        given = self.body(Resolution)
        return Response(issue_row(resolve_issue(issue, actor=self.user, reason=given["reason"], now=self.now)))
