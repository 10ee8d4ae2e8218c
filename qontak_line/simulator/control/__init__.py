"""The control API: what tests and scripts do instead of clicking. JSON in, JSON out, loopback only.

Every path begins with ``/_control``; ``<id>`` is a channel id; a changing call needs ``Content-Type: application/json``
(an empty body counts as ``{}``). Wrong words: 400 or 422 with ``{"message": …}``; unknown ids: 404.

========================================= =================================================================
GET  /accounts                            every account with its credentials and switches
POST /accounts                            ``{name, use_webhook?, basic_id?}`` → 201, the account, token issued
GET  /accounts/<id>                       one account
POST /accounts/<id>                       change ``use_webhook, redelivery, chat_mode, quota_type, quota_value,
                                          used, webhook_url``, whichever are given
POST /accounts/<id>/secret                rotate the channel secret → the account
POST /accounts/<id>/tokens                ``{kind?: long|short|v2.1|stateless, seconds?}`` → ``{token}``
DELETE /accounts/<id>/tokens              revoke ``{token}``, or all of them
GET  /accounts/<id>/knobs                 the turned knobs
POST /accounts/<id>/knobs                 ``{target, fault, value?, times?}``; words in :mod:`..knobs`
DELETE /accounts/<id>/knobs[/<knob>]      switch all, or one, off
POST /accounts/<id>/events                one event of a person, see :mod:`.events`; ``{events: […]}`` sends
                                          several messages in one webhook; → 201 ``{events: […]}`` as LINE sends them
POST /accounts/<id>/raw                   ``{events: […]}`` exactly as given, as one webhook
POST /accounts/<id>/reply-tokens          ``{chats: {token: chat}, seconds?}``: tokens of webhooks that a test
                                          sends itself
GET  /accounts/<id>/webhooks              latest deliveries, newest first (``?count=``)
POST /accounts/<id>/webhooks/<n>/again    redeliver that one now
POST /accounts/<id>/webhooks/wait         wait until none is under way (``{seconds?}``) → ``{idle}``
GET  /accounts/<id>/ledger                accepted messages, oldest first (``?after=<id>``)
GET  /accounts/<id>/requests              ``{counts, requests}`` of the account (``?after=<id>``)
GET  /accounts/<id>/chats/<chat>/messages what the phones in that chat hold
GET  /people, POST /people                everyone; ``{name, language?, status_message?}`` → 201
POST /people/<user>                       ``{name}`` renames
GET  /chats, POST /chats                  groups and rooms; ``{kind, name?, members: [user ids]}`` → 201
GET  /fault-plan, POST /fault-plan        ``{seed, size, faults: {fault: times}, values?, endpoints?}`` for all
                                          accounts → ``{calls, struck, …}``, see :mod:`..fault_plan`
GET  /clock, POST /clock                  ``{now, offset}`` in ms; ``{advance: seconds}``
========================================= =================================================================
"""

from qontak_line.simulator.control.routes import blueprint

__all__ = ["blueprint"]
