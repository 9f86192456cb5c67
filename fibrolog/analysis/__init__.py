"""Which remedies were followed by fewer spasms: the definition, and the code that follows it.

The question. People take a remedy because a spasm came or a bad spell is on; bad days come in
runs; diaries have gaps; many remedies are looked at together. A comparison that forgets one of the
four finds effects where there are none. This one compares the hours after a use with the
person's other hours of the same four weeks, at the same part of the day and after the same recent
past, and says so when that cannot be done.

The hours (`hours`, `exposure`). Wall-clock hours are numbered from midnight of day 0, the first
observed day; the last day is the last observed one before today. A day is observed when it has a
spasm or a clear-day entry; its hours are usable when the day before is observed, too. Only spasm
episodes that begin in an hour are counted. An hour is exposed to a remedy when the remedy was used
in one of the 24 hours before it; the hour of the use is not, because a spasm in it may be why.
Remedies whose usable exposed hours overlap by a Jaccard index of 0.9 or more, compared with the
first member of each group in alphabetical order, are analysed as one by the union of their hours.

What is allowed for. Every covariate is a factor whose first level is the reference:
- the stratum: the days cut in max(1, round(days / 28)) equal stretches, each with a free rate;
- the part of the day, in four quarters;
- the spasms in the previous 24 hours: 0, 1, 2, 3-4, 5-7, 8 or more, a cut being used only if 4% to
  96% of the usable hours lie at or above it;
- the rates 24-72 and 72-168 hours before, from observed hours, drawn towards the person's own mean
  by 24 and 48 hours of it: low below 0.6 of that mean, usual, high from 1.4;
- the worst intensity in the previous 24 hours: at most the person's own median or unknown, above
  it, above their own 80th percentile.

The model (`design`, `fit`). Spasms in an hour are Poisson with a log-linear mean: stratum,
covariates and all judged remedies at once, each stratum's rate profiled out. A light ridge keeps
it stable: half of 0.44 b^2 for a remedy's log ratio, half of 0.1 b^2 for any other coefficient.

The figures (`effect`, `always`). The rate ratio is exp(b). Its variance is the sandwich over
clusters of four calendar days, times G/(G-1), and never below the model's own; its t distribution
has the effective number of clusters less one degrees of freedom, at least one. Observed are the
spasms in exposed hours, expected the fitted ones there divided by the ratio. People read a report
every week for years, so the interval and the p-value that claims rest on hold at every look
together: Robbins' normal mixture with rho 2, from this look's t turned to a normal z.

The decisions (`analysis`, `verdicts`), in this order. Fewer than ten usable days with at least 12
exposed hours: not enough data. Fewer than ten such days, or ten others, in strata with at least 24
usable hours of both sorts: no days without. The rest is fitted together once. Fewer than five
spasms expected, or outside the exposed hours: not enough data. A variance more than five times
what it is without the other remedies: inseparable. The always-valid p-values of the rest
are corrected after Benjamini and Hochberg. Where this look's p is at most 0.05 the fit is repeated
with the 24 hours before each use as one more exposure: if that points the same way with p at most
0.10, the spasms were different before the remedy could act. More spasms after a remedy half of
whose uses come within three hours of a spasm's beginning say nothing against it either. Of what is
left, the corrected p decides whether it is said or only said to be possible. A remedy whose trial
runs (`fibrolog.trials`) takes part in the fit, but no figure and no verdict on it is given away.

Beside it stand two descriptions of whole weeks (`weeks`): how it has been since a remedy was begun
that leaves no days without it (`since`), and whether it is getting better at all (`trend`); and
what was recorded of each remedy (`recorded`). The verdicts are kept in `verdicts`, one record
each; `sentences` and `change_text` put everything in words.

Where it fails: reasons that are not in the diary, such as taking something because one feels well;
remedies that act for a few hours only; logging that depends on the remedy; short diaries. Only a
trial in which a coin decides answers those.

Sources: Farrington CP, Biometrics 1995;51:228-235; Whitaker HJ and others, Stat Med
2006;25:1768-1797; Farrington CP, Whitaker HJ, Hocine MN, Biostatistics 2009;10:3-16; Liang KY,
Zeger SL, Biometrika 1986;73:13-22; Benjamini Y, Hochberg Y, J R Stat Soc B 1995;57:289-300;
Lipsitch M and others, Epidemiology 2010;21:383-388.
"""
