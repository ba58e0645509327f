// akismet-api, which puts the key into the host name.
import assert from "node:assert/strict";
import dns from "node:dns";
import akismet from "akismet-api";
import { ADDRESS, HOSTILE, KEY, KIND, REVOKED, decisions } from "./shared/common.mjs";

// Not every system finds KEY.localhost.
const lookup = dns.lookup;
dns.lookup = (name, options, done) => lookup(name.endsWith("localhost") ? "127.0.0.1" : name, options, done);

const host = `localhost:${ADDRESS.split(":").at(-1)}`;
const client = (key) => new akismet.AkismetClient({ key, blog: "https://example.org", host, protocol: "http" });
const comment = (content) => ({ ip: "192.0.2.1", useragent: "browser", content, name: "سمير" });

assert.equal(await client(KEY).verifyKey(), true);
assert.equal(await client("wrong").verifyKey(), false);
assert.equal(await client(REVOKED).verifyKey(), false);
assert.equal(await client(KEY).checkSpam(comment(HOSTILE)), true);
assert.equal(await client(KEY).checkSpam(comment(KIND)), false);
const text = "تعليق بيد زبون كورال";
await client(KEY).submitSpam(comment(text));
await client(KEY).submitHam(comment(text));
assert.deepEqual(decisions(text), ["spam", "ham"]);
await assert.rejects(client("wrong").checkSpam(comment(KIND)), /Invalid API key/);
await assert.rejects(client(REVOKED).checkSpam(comment(KIND)), /Invalid API key/);
await assert.rejects(client(KEY).submitSpam(comment("")), /Bad Request/);
console.log("keys, checks, feedback, 5 errors");
