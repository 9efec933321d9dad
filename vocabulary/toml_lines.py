"""Where in a TOML file something stands, for messages that name the line; TOML readers do not keep it."""


def line_of(text: str, table: str, key: str = "") -> int:
    """Number (1 is the first) of the line that opens a table, or sets a key in it; table "" is the file's top; 1 if nowhere."""
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("["):
            current = bare.strip("[] \t").split("]")[0].strip("\"' ")
            if not key and current == table:
                return number
        name = bare.split("=")[0].strip().strip("\"'")
        if key and "=" in bare and ((current == table and name == key) or name == f"{table}.{key}"):
            return number
        if not key and not current and "=" in bare and name.split(".")[0] == table:
            return number
    return 1
