// @cedx/akismet
import assert from "node:assert/strict";
import { Author, Blog, CheckResult, Client, Comment } from "@cedx/akismet";
import { BASE, HOSTILE, KEY, KIND, REVOKED, decisions } from "./shared/common.mjs";

const client = (key, options = {}) =>
  new Client(key, new Blog({ url: "https://example.org", charset: "UTF-8", languages: ["ar"] }), {
    baseUrl: BASE,
    ...options,
  });
const author = new Author({ ipAddress: "192.0.2.1", name: "سمير" });
const comment = (content) => new Comment({ author, content });

assert.equal(await client(KEY).verifyKey(), true);
assert.equal(await client("wrong").verifyKey(), false);
assert.equal(await client(REVOKED).verifyKey(), false);
assert.equal(await client(KEY).checkComment(comment(HOSTILE)), CheckResult.spam);
assert.equal(await client(KEY).checkComment(comment(KIND)), CheckResult.ham);
assert.equal(await client(KEY).checkComment(comment("plain English")), CheckResult.ham);
const text = "تعليق بيد زبون أكيسمت";
await client(KEY).submitSpam(comment(text));
await client(KEY).submitHam(comment(text));
assert.deepEqual(decisions(text), ["spam", "ham"]);
await client(KEY, { isTest: true }).submitSpam(comment(text));
assert.deepEqual(decisions(text), ["spam", "ham"], "a test is not kept");
await assert.rejects(client("wrong").checkComment(comment(KIND)), /key is not valid/);
await assert.rejects(client("wrong").submitSpam(comment(text)), /key is not valid/);
await assert.rejects(client(KEY).submitHam(comment("")), /400/);
console.log("keys, checks, feedback, 5 errors");
