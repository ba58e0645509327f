"""PyPerspective, the strictest: it wants span scores and detected languages in every answer, and details in every
error."""

import PyPerspective.Perspective as module
from PyPerspective.errors import InvalidAuthKey
from python_shared.common import BASE, HOSTILE, KEY, KIND, REVOKED, raises

module.base_url = BASE + "/v1alpha1/comments:analyze"

client = module.Perspective(KEY)
comment = client.get_score(HOSTILE, tests=["TOXICITY", "INSULT"], langs="en")
assert comment["toxicity"].score > 0.5 and comment["INSULT"].score > 0.5
assert comment.detected_langs == ["ar"]
assert str(comment["TOXICITY"][0]) == HOSTILE
# The one name under which this client lets Arabic pass.
assert client.get_score(KIND, tests="TOXICITY_EXPERIMENTAL", langs="ar")["TOXICITY_EXPERIMENTAL"].score < 0.5

# This version fails while it raises its own error for an answer that it has understood.
for act in [
    lambda: client.get_score("plain English"),
    lambda: client.get_score(KIND, tests="THREAT"),
    lambda: client.get_score(""),
]:
    raises(TypeError, "ApiException", act)
raises(InvalidAuthKey, "", lambda: module.Perspective("wrong"))
raises(InvalidAuthKey, "", lambda: module.Perspective(REVOKED))
print("scores, spans, 5 errors")
