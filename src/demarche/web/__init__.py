"""The analyst's desk: pages for people, ``/api`` for programs, over one register.

    guard    what every request must pass: host, origin, size, time; what every answer carries
    people   who asks, and what they may do
    screens  one module a page
    api      one module a resource; the JSON is that of the command line
    paper    templates, and the words and charts that they use

``app.create_app`` puts them together on a ``Desk``. Pages work without JavaScript; htmx replaces what an
answer changed, and charts are drawn on the server. Nothing is loaded from elsewhere.
"""
