// googleapis, which builds its methods from the discovery document.
import assert from "node:assert/strict";
import { google } from "googleapis";
import { BASE, HOSTILE, KEY, KIND, REVOKED, decisions } from "./shared/common.mjs";

const service = await google.discoverAPI(`${BASE}/$discovery/rest?version=v1alpha1`);

function analyze(text, key = KEY, attributes = ["TOXICITY"]) {
  const requestedAttributes = Object.fromEntries(attributes.map((name) => [name, {}]));
  return service.comments.analyze({ key, resource: { comment: { text }, requestedAttributes, languages: ["en"] } });
}

const { data } = await analyze(HOSTILE);
assert.ok(data.attributeScores.TOXICITY.summaryScore.value > 0.5, JSON.stringify(data));
assert.deepEqual(data.detectedLanguages, ["ar"]);
assert.ok((await analyze(KIND)).data.attributeScores.TOXICITY.summaryScore.value < 0.5);

const text = "تعليق بيد زبون نود";
const suggestion = {
  comment: { text },
  attributeScores: { TOXICITY: { summaryScore: { value: 0 } } },
  clientToken: "comment:2",
};
const { data: suggested } = await service.comments.suggestscore({ key: KEY, resource: suggestion });
assert.deepEqual(suggested, { clientToken: "comment:2" });
assert.deepEqual(decisions(text), ["approved"]);

for (const [status, words, act] of [
  [400, "Comment must be non-empty", () => analyze("")],
  [400, "does not support request languages", () => analyze("plain English")],
  [400, "does not support request languages", () => analyze(KIND, KEY, ["THREAT"])],
  [400, "API key not valid", () => analyze(KIND, "wrong")],
  [400, "API key not valid", () => analyze(KIND, REVOKED)],
  [403, "unregistered callers", () => analyze(KIND, "")],
]) {
  await assert.rejects(act, (error) => {
    assert.equal(Number(error.code ?? error.status), status, error.message);
    assert.ok(error.message.includes(words), error.message);
    return true;
  });
}
console.log("scores, feedback, 6 errors");
