/**
 * The pages as text. Every value is escaped where it is put in; nothing is said in script or style of the page itself, so the
 * Content-Security-Policy needs no exception.
 */
import { escaped } from '../../lib/html.ts';
import type { Assets } from './assets.ts';
import type { SiteData } from './protocol.ts';

export interface Site {
  readonly locale: 'vi' | 'en';
  /** The words of the page by their whole key (`page.send`). */
  readonly words: Readonly<Record<string, string>>;
  readonly assets: Assets;
  /** Of the organisation: days and times are shown in it. */
  readonly zone: string;
}

/** The chat of whoever is signed in. */
export function chatPage(site: Site): string {
  return scripted(site, 'chat.js', { title: text(site, 'page.title'), theme: 'chat' });
}

/** The demonstration: a member, a secretary and a leader, side by side. */
export function demoPage(site: Site): string {
  return scripted(site, 'demo.js', { title: text(site, 'page.title'), theme: 'demo' });
}

/** Opened from a link: only the button spends the code, for messengers open links to show what is behind them. */
export function joinPage(site: Site, code: string): string {
  return plain(site, {
    title: text(site, 'page.join-title'),
    body: `<p>${text(site, 'page.join-text')}</p>
<form method="post" action="/j"><input type="hidden" name="code" value="${escaped(code)}">
<button class="button primary wide" type="submit">${text(site, 'page.join-button')}</button></form>
<p class="small">${text(site, 'page.join-note')}</p>`,
  });
}

/** Opened from the link beside a question, to write the answer here instead of in the messenger. */
export function writingPage(site: Site, token: string): string {
  return plain(site, {
    title: text(site, 'page.writing-title'),
    body: `<p>${text(site, 'page.writing-text')}</p>
<form method="post" action="/w"><input type="hidden" name="token" value="${escaped(token)}">
<button class="button primary wide" type="submit">${text(site, 'page.writing-button')}</button></form>
<p class="small">${text(site, 'page.writing-note')}</p>`,
  });
}

/** For those who are not signed in: a field for the code. */
export function doorPage(site: Site): string {
  return plain(site, {
    title: text(site, 'page.door-title'),
    body: `<p>${text(site, 'page.door-text')}</p>
${codeForm(site, '')}
<p class="small">${text(site, 'page.door-note')}</p>`,
  });
}

function codeForm(site: Site, code: string): string {
  return `<form method="post" action="/j"><label class="field" for="code">${text(site, 'page.door-label')}</label>
<input class="input" id="code" name="code" value="${escaped(code)}" required maxlength="64" autocomplete="off" autocapitalize="characters" spellcheck="false">
<button class="button primary wide" type="submit">${text(site, 'page.door-button')}</button></form>
<p class="small">${text(site, 'page.door-cookie')}</p>`;
}

export interface PageProblem {
  readonly title: string;
  readonly text: string;
  /** What was typed as a code: it can be corrected here. */
  readonly code?: string | undefined;
}

/** Something did not work: what, in words that are final. */
export function problemPage(site: Site, problem: PageProblem): string {
  const paragraphs = problem.text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escaped(paragraph).replaceAll('\n', '<br>')}</p>`);
  return plain(site, {
    title: escaped(problem.title),
    body: `${paragraphs.join('\n')}${problem.code === undefined ? '' : `\n${codeForm(site, problem.code)}`}\n<p><a class="button wide" href="/">${text(site, 'page.problem-back')}</a></p>`,
  });
}

interface Plain {
  /** Escaped already, as is the body. */
  readonly title: string;
  readonly body: string;
}

function plain(site: Site, { title, body }: Plain): string {
  return `${head(site, title)}
</head>
<body class="plain">
<main class="card">
<p class="brand"><img src="${escaped(site.assets.url('icon.svg'))}" alt="" width="40" height="40"><span>${text(site, 'page.title')}</span></p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

function scripted(
  site: Site,
  script: string,
  { title, theme }: { readonly title: string; readonly theme: string },
): string {
  const data: SiteData = { locale: site.locale, zone: site.zone, words: site.words };
  return `${head(site, title)}
<script type="module" src="${escaped(site.assets.url(script))}"></script>
</head>
<body class="${theme}">
<div id="page"><p class="opening" role="status">${text(site, 'page.opening')}</p></div>
<noscript><p class="opening">${text(site, 'page.no-script')}</p></noscript>
<script type="application/json" id="site">${json(data)}</script>
</body>
</html>
`;
}

/**
 * The page's own policy for referrers: with `no-referrer` a browser says `Origin: null` on a form's POST, which cannot be told
 * from a foreign one. The path, where a code may be, is not told to anybody either way.
 */
function head(site: Site, title: string): string {
  const asset = (name: string): string => escaped(site.assets.url(name));
  return `<!doctype html>
<html lang="${site.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="referrer" content="strict-origin">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#8f1d1d">
<title>${title}</title>
<script src="${asset('theme.js')}"></script>
<link rel="stylesheet" href="${asset('style.css')}">
<link rel="icon" href="${asset('icon.svg')}" type="image/svg+xml">
<link rel="apple-touch-icon" href="${asset('icon-180.png')}">
<link rel="manifest" href="/manifest.webmanifest">`;
}

function text(site: Site, key: string): string {
  const words = site.words[key];
  if (words === undefined) throw new Error(`the words of the page lack '${key}'`);
  return escaped(words);
}

/** Inside of a script element only `<` could end it or begin a comment. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
