"""Builds static/vendor/uswds from the npm package of USWDS. Run once per USWDS version.

    npm pack @uswds/uswds@3.14.0 && tar xzf uswds-uswds-3.14.0.tgz && npm install sass
    python cas_portal/ui/theme/build.py ./package ./node_modules/.bin/sass

It compiles theme.scss, copies only the images the style sheet refers to, joins the icons named in
icons.txt to one sprite, copies the licence, and writes the SHA-256 manifest a test checks.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[2] / "static" / "vendor" / "uswds"
QUIET = "import,global-builtin,if-function"


def compile_styles(package: Path, sass: Path) -> str:
    """Compile the theme and return the style sheet without any source map comment."""
    out = TARGET / "uswds.css"
    command = [str(sass), "--style=compressed", "--no-source-map", "--quiet-deps"]
    command += [f"--silence-deprecation={QUIET}", f"--load-path={package / 'packages'}"]
    subprocess.run([*command, str(HERE / "theme.scss"), str(out)], check=True)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", out.read_text())
    out.write_text(css)
    return css


def copy_images(package: Path, css: str) -> None:
    """Copy the images the style sheet names, and nothing else."""
    for name in sorted(set(re.findall(r'url\("?(img/[^")]+)"?\)', css))):
        (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / "dist" / name, TARGET / name)


def write_sprite(package: Path) -> None:
    """Join the icons named in icons.txt to one sprite of symbols."""
    symbols = []
    for name in (HERE / "icons.txt").read_text().split():
        svg = (package / "dist" / "img" / "usa-icons" / f"{name}.svg").read_text()
        body = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", svg, flags=re.DOTALL)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    text = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])
    (TARGET / "img" / "sprite.svg").write_text(text)


def write_manifest() -> None:
    """Write one line per file: SHA-256, two spaces, path."""
    files = sorted(p for p in TARGET.rglob("*") if p.is_file() and p.name != "MANIFEST.sha256")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(TARGET)}" for p in files]
    (TARGET / "MANIFEST.sha256").write_text("\n".join(lines) + "\n")


def main(package: Path, sass: Path) -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "img").mkdir(parents=True)
    copy_images(package, compile_styles(package, sass))
    write_sprite(package)
    shutil.copyfile(package / "LICENSE.md", TARGET / "LICENSE.md")
    write_manifest()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
