"""The same pass with dlt and its REST API source.

usage: pipeline.py HOST:PORT FOLDER duckdb|sqlite every|same

`every`: as it comes, each column and the lists inside rows as tables of their own. `same`: told
to keep only the columns that the other programs keep.
"""

import os
import sys

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt  # noqa: E402
from dlt.sources.helpers.rest_client.paginators import PageNumberPaginator  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402

from centre import API_KEY, DIRECTORY, FIELDS, PAGE_SIZE, SERVICE_TASKS  # noqa: E402


class ShortPagePaginator(PageNumberPaginator):
    """Stops at a page that is not full, which spares one request for each list."""

    def __init__(self):
        super().__init__(
            base_page=1, page_param="page", total_path=None, stop_after_empty_page=True)

    def update_state(self, response, data=None):
        super().update_state(response, data)
        if data is not None and len(data) < PAGE_SIZE:
            self._has_next_page = False


def kept(fields):
    """Drops what no peer stores, before dlt types, flattens and normalizes it."""

    def reduce(row):
        result = {name: row[name] for name in fields}
        if user := row.get("ReservedUserObject"):
            result["AgentId"] = user["Id"]
        for name in row:
            if name.startswith("_"):
                result[name] = row[name]
        return result

    return [{"map": reduce}]


def resource(name, path, paged, steps, **more):
    endpoint = {"path": path, "paginator": "single_page"}
    if paged:
        endpoint |= {
            "params": {"pageSize": PAGE_SIZE}, "paginator": ShortPagePaginator(),
            "data_selector": "Items"}
    return {
        "name": name, "endpoint": endpoint, "primary_key": "Id",
        "processing_steps": steps(FIELDS[name]), **more}


def source(address, columns):
    steps = kept if columns == "same" else lambda fields: []
    resources = [resource(*entry, steps) for entry in DIRECTORY]
    resources.append(
        resource(
            "tasks", SERVICE_TASKS.format(id="{resources.services.Id}"), True, steps,
            include_from_parent=["Id"]))
    return rest_api_source({
        "client": {"base_url": f"http://{address}/v2.0/", "headers": {"api_key": API_KEY}},
        "resource_defaults": {"write_disposition": "append"},
        "resources": resources,
    })


def main(address, folder, destination, columns):
    if destination == "duckdb":
        target = dlt.destinations.duckdb(os.path.join(folder, "dlt.duckdb"))
    else:
        target = dlt.destinations.sqlalchemy(f"sqlite:///{folder}/dlt.sqlite")
    pipeline = dlt.pipeline(
        "lucs", destination=target, dataset_name="lucs",
        pipelines_dir=os.path.join(folder, "pipelines"))
    pipeline.run(source(address, columns))


if __name__ == "__main__":
    main(*sys.argv[1:])
