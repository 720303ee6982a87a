/** Codes as a page to print and cut: one slip a person, with everything needed to begin. Asks nothing of any other host. */
import { renderSVG } from 'uqr';
import { escaped } from '../lib/html.ts';

/** What is printed for one person, in final words. */
export interface Slip {
  readonly name: string;
  readonly cell: string;
  /** 'ABCD-EFGH' */
  readonly code: string;
  /** Where a phone's camera leads; absent where no channel has such links. */
  readonly link: string | undefined;
}

export interface SheetWords {
  readonly language: 'vi' | 'en';
  readonly title: string;
  /** Above the code. */
  readonly code: string;
  /** How to begin, a line each. */
  readonly steps: readonly string[];
  /** The same where there is only the code. */
  readonly stepsByCode: readonly string[];
}

/** A whole HTML document, A4, two slips in a row. */
export function invitationSheet(slips: readonly Slip[], words: SheetWords): string {
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escaped(words.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${slips.map((slip) => slipOf(slip, words)).join('\n')}
</main>
</body>
</html>
`;
}

function slipOf({ name, cell, code, link }: Slip, words: SheetWords): string {
  const steps = link === undefined ? words.stepsByCode : words.steps;
  const picture = link === undefined ? '' : `<figure>${qrOf(link)}</figure>`;
  const address = link === undefined ? '' : `<p class="link">${escaped(link)}</p>`;
  return `<section>
<header><h2>${escaped(name)}</h2><p>${escaped(cell)}</p></header>
${picture}
<div><p class="about">${escaped(words.code)}</p><p class="code">${escaped(code)}</p>${address}</div>
<ol>${steps.map((step) => `<li>${escaped(step)}</li>`).join('')}</ol>
</section>`;
}

/** Quarter of it may be dirty or folded, and phones still read it. */
function qrOf(link: string): string {
  return renderSVG(link, { ecc: 'Q', border: 2, pixelSize: 4 });
}

const STYLE = `
@page { size: A4; margin: 10mm }
* { box-sizing: border-box; margin: 0 }
body { font: 11pt/1.35 system-ui, "Be Vietnam Pro", "Segoe UI", Roboto, sans-serif; color: #000; background: #fff }
main { display: grid; grid-template-columns: 1fr 1fr; max-width: 190mm; margin: 0 auto }
section { break-inside: avoid; border: 1px dashed #888; margin: 0 -1px -1px 0; padding: 5mm;
  display: grid; grid-template-columns: 34mm minmax(0, 1fr); gap: 3mm; align-content: start }
header, ol { grid-column: 1 / -1 }
h2 { font-size: 14pt; line-height: 1.25 }
figure svg { display: block; width: 34mm; height: 34mm }
section > div:first-of-type:nth-child(2) { grid-column: 1 / -1 }
.about { font-size: 10pt }
.code { font: 700 19pt/1.4 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; white-space: nowrap }
.link { font-size: 9pt; overflow-wrap: anywhere }
ol { padding-left: 5mm; font-size: 10pt }
`;
