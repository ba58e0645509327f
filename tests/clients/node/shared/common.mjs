// What the JavaScript clients share.
import { execFileSync } from "node:child_process";

export const {
  GHIRBAL_ADDRESS: ADDRESS,
  GHIRBAL_KEY: KEY,
  GHIRBAL_REVOKED: REVOKED,
  GHIRBAL_DATABASE: DATABASE,
} = process.env;
export const BASE = `http://${ADDRESS}`;
export const HOSTILE = "انت غبي ومتخلف وحمار وكذاب";
export const KIND = "شكرا على هذا المقال المفيد";

/** The decisions that the server keeps on a text; Node 20 has no SQLite of its own. */
export function decisions(text) {
  const program =
    "import json, sqlite3, sys\n" +
    "rows = sqlite3.connect(sys.argv[1]).execute('SELECT decision FROM feedback WHERE text = ? ORDER BY id', sys.argv[2:])\n" +
    "print(json.dumps([row[0] for row in rows]))";
  return JSON.parse(execFileSync("python3", ["-c", program, DATABASE, text], { encoding: "utf8" }));
}
