// @conversationai/perspectiveapi-js-client
import assert from "node:assert/strict";
import perspective from "@conversationai/perspectiveapi-js-client";
import { BASE, HOSTILE, KEY, KIND, REVOKED } from "./shared/common.mjs";

function client(key) {
  const client = new perspective.Client(key);
  client.perspectiveApiUrl = `${BASE}/v1alpha1/comments:analyze?key=${key}`;
  return client;
}

const scores = await client(KEY).getScores(`<p>${HOSTILE}</p>`, { attributes: ["TOXICITY", "PARTISAN"] });
assert.ok(scores.TOXICITY > 0.5 && scores.PARTISAN < 0.5, JSON.stringify(scores));
assert.ok((await client(KEY).getScores(KIND, { attributes: ["TOXICITY"], languages: ["ar"] })).TOXICITY < 0.5);
// SPAM, which this client asks for by default, is not measured.
await assert.rejects(client(KEY).getScores(KIND), /400/);
await assert.rejects(client(KEY).getScores("plain English", { attributes: ["TOXICITY"] }), /400/);
await assert.rejects(client("wrong").getScores(KIND, { attributes: ["TOXICITY"] }), /400/);
await assert.rejects(client(REVOKED).getScores(KIND, { attributes: ["TOXICITY"] }), /400/);
await assert.rejects(client("").getScores(KIND, { attributes: ["TOXICITY"] }), /403/);
console.log("scores, 5 errors");
