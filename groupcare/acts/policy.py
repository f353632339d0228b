"""The clinic's own screening policy: put in force with a reason, each under a version of its own.

Findings, screenings and decisions keep the version they were made under. A change ends no finding; referrals that wait
are screened again under the new one before anybody decides or seats.
"""

from itertools import chain

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.schema import StoredPolicy
from groupcare.record.sign_in import SignIn
from groupcare.rules import policy as rules
from groupcare.rules.policy import Policy


def set_policy(who: SignIn, policy: Policy, text: str, why: str) -> StoredPolicy:
    """Put a policy in force from now on; `text` is its file, with the comments.

    Raises Refused without a reason, where the policy would let people pass by, and where its version was used already.
    """
    if not why.strip():
        raise Refused("Say why the policy changes. The one in force stays.")
    faults = list(chain(rules.faults(policy), rules.faults_with(policy, who.library.measures)))
    if faults:
        raise Refused("This cannot be a policy: " + "; ".join(f"expected {f.expected}" for f in faults[:3]) + ".")
    with act(who, "change the policy", code=policy.version, why=why):
        if policy == who.policy:
            raise Refused(f"This policy, version {policy.version}, is in force already.")
        used = {own.policy.version for own in who.of(StoredPolicy).all()} | {who.library.policy.version}
        if policy.version in used:
            raise Refused(
                f"Version {policy.version} was given to another policy, and decisions name it: give this one a version "
                "of its own. The one in force stays."
            )
        return who.of(StoredPolicy).add(StoredPolicy(policy=policy, since=who.now().isoformat(), text=text))
