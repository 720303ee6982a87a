/** A page in the reader's words as HTML that needs nothing else: opened on a phone, printed, kept. Pure. */
import type { Localized, Page, PageSection, Words } from '../../engine/say.ts';
import { escaped } from '../../lib/html.ts';

export type PageText = (words: Words | Localized | string) => string;

/** Whatever people wrote is text here: nothing of it is read as markup, and the page may load and run nothing. */
export function pageOf({ title, sections }: Page, text: PageText, locale: 'vi' | 'en'): string {
  const heading = escaped(text(title));
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
${sections.map((section) => sectionOf(section, text)).join('\n')}
</main>
</body>
</html>
`;
}

function sectionOf({ heading, within, lines }: PageSection, text: PageText): string {
  const level = within === true ? 'h3' : 'h2';
  const paragraphs = lines.map((line) => `<p>${escaped(text(line).trim())}</p>`);
  return [`<${level}>${escaped(text(heading))}</${level}>`, ...paragraphs].join('\n');
}

const STYLE = `
html { color-scheme: light dark; font-size: 112.5% }
body { font: 1rem/1.5 "Be Vietnam Pro", system-ui, "Segoe UI", Roboto, sans-serif; color: CanvasText; background: Canvas; margin: 0 }
main { max-width: 42rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem; line-height: 1.25 }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #888 }
h3 { font-size: 1.05rem; margin: 1.2rem 0 .3rem }
p { margin: .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
`;
