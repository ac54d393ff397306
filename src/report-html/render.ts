import { outcomeKinds } from '../outcome.js'
import { answerBars } from './answer-bars.js'
import { AnswerTimes } from './answer-times.js'
import { type Assets, loadAssets } from './assets.js'
import { callKinds, type ReportData } from './data.js'
import { Html, html, json } from './html.js'
import { callNames, outcomeNames } from './names.js'
import type { ChartSeries, PageData } from './page-data.js'
import { activity } from './sections/activity.js'
import { answers } from './sections/answers.js'
import { fileName, head } from './sections/head.js'
import { outcomes } from './sections/outcomes.js'
import { reasons } from './sections/reasons.js'
import { issueRows } from './sections/rows.js'
import { chartSteps, ratesOf, stepsOf } from './steps.js'

/**
 * The whole of `report.html`: one file that needs nothing beside it and asks nothing of any network. What it shows
 * in numbers is plain HTML; a script draws the charts and fills the table of rows.
 */
export function renderReport(data: ReportData): string {
  const assets = loadAssets()
  const { summary } = data
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${fileName(summary)}: ${summary.status} – contact-sync</title>
<style>${new Html(assets.style.text)}</style>
</head>
<body>
<a class="skip" href="#rows">Skip to the failed and unknown rows</a>
${head(summary)}
<main>
${outcomes(summary)}${activity(data)}${answers(data.answers)}${reasons(data.reasons)}${issueRows(summary, data.issues)}</main>
<footer><p>Written by contact-sync ${summary.tool.version}. This page works without a network and asks nothing of any.</p></footer>
<script type="application/json" id="page-data">${json(pageData(data))}</script>
<script>${new Html(assets.script.text)}</script>
</body>
</html>
`.text
}

/** Nothing may load, and nothing run, but the one script and style sheet that the build made. */
function policy({ script, style }: Assets): string {
  return [
    "default-src 'none'",
    'img-src data:',
    `style-src '${style.hash}'`,
    `script-src '${script.hash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function pageData(data: ReportData): PageData {
  const { timeline } = data
  const { edges, counts } = stepsOf(timeline, chartSteps)
  const series = (label: string, colour: string, all: readonly number[]): ChartSeries => ({
    label,
    colour,
    rates: ratesOf(edges, counts(all)),
  })
  return {
    edges: edges.map((ms) => ms / 1000),
    rows: outcomeKinds.map((kind) => series(outcomeNames[kind], kind, timeline.rows[kind])).filter(isSeen),
    calls: callKinds
      .map((kind) => series(callNames[kind], `calls-${kind}`, timeline.calls[kind]))
      .filter(isSeen),
    waits: data.waits.spans.map((span) => [span.fromMs / 1000, span.untilMs / 1000]),
    answers: answersData(data),
    issues: data.issues,
  }
}

function answersData({ answers: data }: ReportData): PageData['answers'] {
  const times = AnswerTimes.from(data)
  const [medianMs, p95Ms] = [times.median(), times.p95()]
  return medianMs === undefined || p95Ms === undefined ? null : { ...answerBars(data), medianMs, p95Ms }
}

function isSeen(series: ChartSeries): boolean {
  return series.rates.some((rate) => rate > 0)
}
