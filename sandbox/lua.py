"""SavedVariables as the client writes them."""


def to_lua(value: object) -> str:
    """Write a value as a Lua table, string, number or boolean."""
    if isinstance(value, dict):
        return "{\n" + "".join(f"[{to_lua(key)}] = {to_lua(item)},\n" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "{\n" + "".join(f"{to_lua(item)},\n" for item in value) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return str(value)
