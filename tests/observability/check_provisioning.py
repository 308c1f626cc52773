#!/usr/bin/env python3
"""Holds the Grafana provisioning files against what Grafana documents of them: known keys of the right types.

usage: check_provisioning.py
"""
import sys

import yaml

sys.dont_write_bytecode = True
import catalogue  # noqa: E402

FOLDER = catalogue.ROOT / "dashboards" / "provisioning"
# key → type or nested description; a list holds the description of its items. "!" marks what must be there.
DATASOURCES = {
    "apiVersion!": int, "prune": bool, "deleteDatasources": list,
    "datasources!": [{
        "name!": str, "uid!": str, "type!": str, "access!": str, "url!": str, "orgId": int, "isDefault": bool, "editable": bool, "version": int,
        "basicAuth": bool, "basicAuthUser": str, "secureJsonData": dict,
        "jsonData": {"httpMethod": str, "timeInterval": str, "manageAlerts": bool, "prometheusType": str, "prometheusVersion": str,
                     "cacheLevel": str, "queryTimeout": str}}],
}
DASHBOARDS = {
    "apiVersion!": int,
    "providers!": [{
        "name!": str, "orgId": int, "type!": str, "folder": str, "folderUid": str, "disableDeletion": bool, "allowUiUpdates": bool,
        "updateIntervalSeconds": int, "options!": {"path!": str, "foldersFromFilesStructure": bool}}],
}


def differences(value, wanted, where):
    if isinstance(wanted, list):
        if not isinstance(value, list) or not value:
            yield f"{where}: must be a list with something in it"
        else:
            for number, item in enumerate(value):
                yield from differences(item, wanted[0], f"{where}[{number}]")
    elif isinstance(wanted, dict):
        keys = {key.rstrip("!"): key for key in wanted}
        yield from (f"{where}: no {key.rstrip('!')}" for key in wanted if key.endswith("!") and key.rstrip("!") not in value)
        for key, item in value.items():
            if key not in keys:
                yield f"{where}: Grafana knows no {key} here"
            else:
                yield from differences(item, wanted[keys[key]], f"{where}.{key}")
    elif type(value) is not wanted:
        yield f"{where}: must be {wanted.__name__}, is {value!r}"


def main():
    found = []
    for file, wanted in (("datasources/ddns.yml", DATASOURCES), ("dashboards/ddns.yml", DASHBOARDS)):
        found += differences(yaml.safe_load((FOLDER / file).read_text()), wanted, file)
    print("\n".join(found) or "provisioning files: good")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
