"""What every peer asks of the server, and the few fields that it keeps of the answers."""

PAGE_SIZE = 500
API_KEY = "simulator"

# Resource, path below /v2.0, whether the server pages it.
DIRECTORY = (
    ("units", "organizationunits", False),
    ("profiles", "profiles", False),
    ("services", "services", True),
    ("users", "users", True),
    ("states", "usersStates", True),
)
SERVICE_TASKS = "services/{id}/tasks"

FIELDS = {
    "units": ("Id", "ParentId", "Name"),
    "profiles": ("Id", "Name", "OffDuty"),
    "services": ("Id", "Name", "SipUri", "OrganizationUnitName"),
    "users": ("Id", "FirstName", "LastName", "SipUri", "DefaultProfile"),
    "states": (
        "Id", "IsSelectable", "NotSelectableReason", "NotReadyReason", "CurrentProfile",
        "PresenceState", "StateChanged"),
    "tasks": (
        "Id", "Type", "State", "InitialModalityType", "OriginType", "Created", "QueueStarted",
        "Connected"),
}
