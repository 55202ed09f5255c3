"""Run an XSLT over files, in a process of its own: Saxon brings along a Java runtime that shares a process with nothing.

Called with the stylesheet and the files; prints one JSON object: the text of what was found, by file.
"""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

from saxonche import PySaxonProcessor

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def main(stylesheet: str, *files: str) -> None:
    """Print what the schematron says of each file."""
    with PySaxonProcessor(license=False) as processor:
        compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
        found = {}
        for file in files:
            report = ElementTree.fromstring(compiled.transform_to_string(source_file=file))
            rules = report.findall(f"{SVRL}fired-rule")
            said = [*report.iter(f"{SVRL}failed-assert"), *report.iter(f"{SVRL}successful-report")]
            found[Path(file).name] = {
                "rules": len(rules),
                "faults": ["".join(one.find(f"{SVRL}text").itertext()).strip() for one in said],
            }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
