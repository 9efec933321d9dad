"""`sonochrome doctor`: what works here, and what to do about the rest."""

import click


@click.command(short_help="Check what works on this machine, and say what to do about the rest.")
def command() -> None:
    """Check what works on this machine: graphics, ports, settings, the picture library and the optional parts.

    It changes nothing. The exit status is 1 if something is wrong.
    """
    from rich.console import Console

    from bridge.doctor import examine

    console = Console(soft_wrap=True, highlight=False)
    signs = {"good": "[green]ok  [/green]", "note": "[yellow]note[/yellow]", "bad": "[red]BAD [/red]"}
    bad = 0
    for finding in examine():
        bad += finding.verdict == "bad"
        console.print(signs[finding.verdict], end=" ")
        console.print(f"{finding.about}: {finding.says}", markup=False)
        if finding.do:
            console.print(f"       -> {finding.do}", markup=False)
    if bad:
        raise SystemExit(1)
