"""How lists are paged."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Numbered pages of 100, up to 1,000 on request."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
