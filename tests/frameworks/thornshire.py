"""A small framework as a file of ours."""

GOOD = """\
framework:
  slug: thornshire
  title: CPD Framework
  authority: {slug: thornshire, name: Thornshire Council, short_name: Thornshire, accent: pine}
edition:
  label: "2026"
  title: CPD Framework 2026
  subtitle: ""
  year: 2026
  published: 2026-11-22
  source: Made up.
  columns_are_ours: false
columns:
  - {id: school, heading: In school, tier: school}
  - {id: outside, heading: Outside, tier: mixed}
stages:
  - id: nqt
    name: NQT
    group: teachers
    family: early-career
    standards: [Core standards]
    headings: {school: In your school}
    cells:
      school:
        continues: PLUS
        lines:
          - Join in
          - line: Read
            details: [E.g. the news]
      outside:
        - {line: Travel, tier: national}
        - {line: Join in, tier: local-network}
sections:
  - {id: use, heading: How to use it, body: With care.}
"""
