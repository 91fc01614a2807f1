"""Updates: take a newer edition of the followed framework into a copy, losing nothing of the copy.

`plan` compares three grids and says what there is to decide; `apply` carries the decisions out.
Nothing here writes, asks the database or knows who is asking. B is the edition the copy is based
on, M the copy as it is now (ours), T the newly published edition (theirs).

The cases, each numbered again where it is decided:

Fields of a row that both still have:

|  1 | M = B, T differs                          | take T                                       |
|  2 | T = B, M differs                          | keep M                                       |
|  3 | M = T                                     | nothing to ask                               |
|  4 | all three differ                          | ask: ours, theirs, or a third                |
|  5 | … in words, and T only corrects wording   | keep M; theirs is listed                     |
|  6 | … but M hid it                            | keep M; listed under "you had hidden this"   |

Whole rows:

|  7 | only T has it                             | it comes in                                  |
|  8 | only M has it                             | it stays                                     |
|  9 | M and T have it, B has not                | field by field; an optional field B lacks    |
|    |                                           | was blank                                    |
| 10 | T withdrew it, M = B                      | it goes                                      |
| 11 | T withdrew it, M changed it               | ask: keep it as our own, or let it go        |
| 12 | M hid it, T changed or withdrew it        | stays hidden; listed, can be shown           |
| 13 | T added it to, or moved it into, what M   | comes in, unseen there; listed               |
|    | hid                                       |                                              |

Lines in cells:

| 14 | one side reworded it only there, the      | the cell is compared by itself, as 1 to 6    |
|    | other everywhere, or both there           |                                              |
| 15 | T withdrew one of its places              | that place goes, whatever M made of the line |
| 16 | T withdrew its last place, or the last    | one question for the line                    |
|    | that people see; M reworded it            |                                              |
| 17 | M and T each added the same line there;   | one: T's key, M's note and tier; of the same |
|    | the same words; a stage, column or        | line always, else offered: does not block    |
|    | section of the same name                  |                                              |

Stages and columns:

| 18 | T withdrew it, it holds something of M's  | one question: keep, move our lines, let go   |
| 19 | T withdrew it, M hid it                   | stays hidden with all it holds               |

Order, which never asks:

| 20 | M did not reorder                         | T's order                                    |
| 21 | M reordered                               | M's order; what T adds stands after the      |
|    |                                           | nearest before it in T that M has            |

Visibility, cells, and what was kept (notes 11 and 12):

| 22 | T moved it out of sight into what M hid,  | ask: ours, theirs                            |
|    | and something of M's with it              |                                              |
| 23 | a line would stand twice in a cell        | one placement, T's if T has it there, with   |
|    |                                           | the notes of both                            |
| 24 | ours was kept (4, 11, 16, 18)             | in the words that were shown; asked again    |
|    |                                           | when T changes it again                      |

Whole stages:

| 26 | T added a stage                           | asked once: is it for us? Comes in shown, or |
|    |                                           | hidden; blocks where M hid a stage of theirs |

A draft that takes in a file of its own framework (`deletes`):

| 25 | M deleted it, T changed it, or placed     | ask: leave it out, take it as T has it       |
|    | or moved something into it                |                                              |

Whether people see something (6, 12, 13, 16, 22) is judged where it will stand: `standing.py`.

In M, what is not there counts as hidden, but for 25. B and T are read as followers see them:
without what they hide themselves (`grid/visible.py`).
"""

from opportunities.grid.visible import as_followers_see
from opportunities.merge.applying import apply
from opportunities.merge.cases import MISSING, Three
from opportunities.merge.decisions import (
    Answer,
    Choice,
    Decision,
    DecisionKind,
    Plan,
    Undecided,
    What,
)
from opportunities.merge.planning import plan
from opportunities.merge.sides import Line

__all__ = [
    "MISSING",
    "Answer",
    "Choice",
    "Decision",
    "DecisionKind",
    "Line",
    "Plan",
    "Three",
    "Undecided",
    "What",
    "apply",
    "as_followers_see",
    "plan",
]
