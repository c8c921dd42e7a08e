// The switches of flags.yaml.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const { flags } = parse(readFileSync("/etc/shop/flags.yaml", "utf8"));

export function isEnabled(name: string): boolean {
  return flags[name]?.default === true;
}
