"""The addresses through which people join and leave an organisation; part of `posts.py`."""

from django.utils.timezone import localdate

from cpd_site.models import Membership
from tests.post import Post, in_organisation

Role = Membership.Role

PEOPLE_POSTS = {
    "invite": Post(
        least=Role.EDITOR,
        args=in_organisation(),
        data=lambda world: {"emails": "new@example.org", "role": "reader"},
        right=200,  # the mail goes after the commit, which a test never reaches
    ),
    "change_role": Post(
        least=Role.MANAGER,
        args=in_organisation(lambda world: world.reader.pk),
        data=lambda world: {"role": "editor"},
    ),
    "remove_member": Post(least=Role.MANAGER, args=in_organisation(lambda world: world.reader.pk)),
    "send_again": Post(least=Role.EDITOR, args=in_organisation(lambda world: world.invitation.pk)),
    "role_request": Post(
        least=Role.MANAGER,
        args=lambda world: [world.role_request.pk],
        data=lambda world: {"answer": "refuse", "reply": "Ask your head."},
    ),
    "join_link_make": Post(
        least=Role.MANAGER,
        args=in_organisation(),
        data=lambda world: {"name": "Staff room", "ends_on": localdate(), "most": 40},
    ),
    "join_link": Post(
        least=Role.MANAGER,
        args=in_organisation(lambda world: world.join_link.pk),
        data=lambda world: {"who": "stay"},
    ),
    "mail_domain_ask": Post(
        least=Role.MANAGER,
        args=in_organisation(),
        data=lambda world: {"email": "office@fern.lancs.sch.uk"},
    ),
    "mail_domain_prove": Post(
        least=Role.MANAGER,
        args=in_organisation(lambda world: world.mail_domain.pk),
        data=lambda world: {"code": "BCDFGH"},
    ),
    "mail_domain": Post(
        least=Role.MANAGER, args=in_organisation(lambda world: world.mail_domain.pk)
    ),
    "send_unsent": Post(least=Role.EDITOR, args=in_organisation()),
    "revoke": Post(least=Role.EDITOR, args=in_organisation(lambda world: world.invitation.pk)),
}
