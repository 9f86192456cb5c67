"""A trial of one: a coin decides on which days a remedy is used, and so can say what causes what.

The plan (`plan`). Blocks of a few days come in pairs, and in each pair one fall of the coin decides
which block goes with the remedy and which without. The whole plan is drawn and stored before the
first day. A trial day begins at the hour at which the remedy is meant to be used, on the clock on
the wall, wherever that wall is; a block may begin with a washout day, which is not compared.

What is counted (`progress`, `analysis`). A trial day is observed when every calendar day it touches
is: when it has a spasm or an entry that says there was none. A pair is used when at least half of
the compared days of either block are observed. Each arm's rate is its spasms per observed day, and
days count as the plan had them, whatever was taken: leaving out the days on which somebody did not
keep to the plan would undo what the coin did. How well it was kept stands beside the result.

The test (`signflip`). The statistic is the sum over pairs of the difference of square roots,
sqrt((on + 1/4)/days) - sqrt((off + 1/4)/days), and its p-value the share of all falls of the coin
under which it would be as large. It needs no assumption about how days resemble each other, which
is what breaks other tests in flares. With fewer than six pairs it can never reach 0.05. The rate
ratio is that of the sums of the pairs' rates, each with half a spasm spread over them so that it
exists where an arm has none; its interval holds the ratios that the test does not reject.

What it can show (`power`) is simulated before the start, with the person's own rate and the very
same test. There is no look before the end: a trial that is stopped early is not finished.

Where it fails: nothing is hidden from whoever takes the remedy, so that expectation is part of the
result; an effect that lasts into the next block makes the difference smaller; and only large
effects can be seen, unless spasms are frequent.

Sources: Guyatt G and others, N Engl J Med 1986;314:889-892; Kravitz RL, Duan N (eds), Design and
Implementation of N-of-1 Trials: A User's Guide, AHRQ 2014; Edgington ES, Onghena P, Randomization
Tests, 4th ed. 2007.
"""
