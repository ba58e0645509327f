"""perspective, with scoring and feedback."""

from urllib.error import HTTPError

from perspective import PerspectiveAPI
from python_shared.common import BASE, HOSTILE, KEY, KIND, REVOKED, decisions, raises


def client(key):
    api = PerspectiveAPI(key)
    api.api_client.url = BASE + "/v1alpha1/{endpoint}"
    return api


api = client(KEY)
assert api.score(HOSTILE, tests=["TOXICITY", "HOSTILE"])["HOSTILE"] > 0.5
assert api.score(KIND)["TOXICITY"] < 0.5
answer = api.analyze_comment(
    f"😀 {KIND}. {HOSTILE}!", span_annotations=True, languages=["ar"], client_token="t", community_id="c"
)
spans = answer["attributeScores"]["TOXICITY"]["spanScores"]
assert len(spans) == 3 and spans[0]["begin"] == 0, spans
text = "تعليق بيد زبون بايثون"
for value, decision in [(1.0, "rejected"), (0.0, "approved")]:
    scores = {"TOXICITY": {"summaryScore": {"value": value}}}
    assert api.suggest_score(text, scores, client_token="1") == {"clientToken": "1"}
    assert decisions(text)[-1] == decision
for status, act in [
    ("400", lambda: api.score("")),
    ("400", lambda: api.score("plain English")),
    ("400", lambda: api.score(KIND, tests=["SEVERE_TOXICITY"])),
    ("400", lambda: client("wrong").score(KIND)),
    ("400", lambda: client(REVOKED).score(KIND)),
    ("403", lambda: client("").score(KIND)),
]:
    raises(HTTPError, status, act)
print("scores, spans, feedback, 6 errors")
