"""The switches of flags.yaml."""

import yaml


def enabled(name: str) -> bool:
    with open("/etc/shop/flags.yaml", encoding="utf-8") as file:
        return bool(yaml.safe_load(file)["flags"][name]["default"])
