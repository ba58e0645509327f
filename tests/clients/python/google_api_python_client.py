"""google-api-python-client, which builds its methods from the discovery document."""

from googleapiclient import discovery, errors
from python_shared.common import BASE, HOSTILE, KEY, KIND, REVOKED, decisions, raises


def service(key):
    return discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key,
        discoveryServiceUrl=BASE + "/$discovery/rest?version=v1alpha1",
        static_discovery=False,
    )


def analyze(text, key=KEY, attributes=("TOXICITY",)):
    body = {
        "comment": {"text": text},
        "requestedAttributes": {name: {} for name in attributes},
        "languages": ["en"],
        "spanAnnotations": True,
        "clientToken": "t",
    }
    return service(key).comments().analyze(body=body).execute()


answer = analyze(HOSTILE, attributes=("TOXICITY", "PARTISAN"))
score = answer["attributeScores"]["TOXICITY"]["summaryScore"]
assert score["value"] > 0.5 and score["type"] == "PROBABILITY", answer
assert answer["detectedLanguages"] == ["ar"] and answer["clientToken"] == "t", answer
assert analyze(KIND)["attributeScores"]["TOXICITY"]["summaryScore"]["value"] < 0.5

text = "تعليق بيد زبون غوغل"
suggestion = {
    "comment": {"text": text},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
    "clientToken": "comment:1",
}
assert service(KEY).comments().suggestscore(body=suggestion).execute() == {"clientToken": "comment:1"}
assert decisions(text) == ["rejected"], decisions(text)

for words, act in [
    ("COMMENT_EMPTY", lambda: analyze("")),
    ("COMMENT_TOO_LONG", lambda: analyze("ا" * 10_241)),
    ("NO_REQUESTED_ATTRIBUTES", lambda: analyze(KIND, attributes=())),
    ("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", lambda: analyze("plain English")),
    ("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", lambda: analyze(KIND, attributes=("THREAT",))),
    ("API_KEY_INVALID", lambda: analyze(KIND, key="wrong")),
    ("API_KEY_INVALID", lambda: analyze(KIND, key=REVOKED)),
]:
    assert raises(errors.HttpError, words, act).resp.status == 400
assert raises(errors.HttpError, "PERMISSION_DENIED", lambda: analyze(KIND, key=None)).resp.status == 403
print("scores, feedback, 8 errors")
