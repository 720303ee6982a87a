/** The pages of those who are not in a chat yet, in the language their browser asks for. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Assets } from './assets.ts';
import { problemPage, type Site } from './html.ts';

export interface SiteOptions {
  readonly assets: Assets;
  /** The words of the pages by language. */
  readonly words: Readonly<Record<'vi' | 'en', Readonly<Record<string, string>>>>;
  readonly locale: 'vi' | 'en';
  readonly zone: string;
}

export function siteIn(options: SiteOptions, locale: 'vi' | 'en'): Site {
  const { assets, words, zone } = options;
  return { locale, words: words[locale], assets, zone };
}

export function siteFor(c: Context, options: SiteOptions): Site {
  return siteIn(options, asked(c.req.header('accept-language')) ?? options.locale);
}

/** The first of our languages in the header; browsers put them in the order of preference. */
function asked(header: string | undefined): 'vi' | 'en' | undefined {
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const language = part.trim().slice(0, 2).toLowerCase();
    if (language === 'vi' || language === 'en') return language;
  }
  return undefined;
}

export function languageOf(c: Context): string | undefined {
  return /^[A-Za-z-]{2,20}/.exec(c.req.header('accept-language') ?? '')?.[0];
}

/** A person's browser and not a script, which gets JSON: only the former names HTML among what it takes. */
export function wantsPage(c: Context): boolean {
  return (c.req.header('accept') ?? '').toLowerCase().includes('text/html');
}

export interface Trouble {
  readonly status: ContentfulStatusCode;
  /** `page.trouble-<about>-title` and `page.trouble-<about>`. */
  readonly about: 'later' | 'too-many' | 'forbidden' | 'link' | 'code' | 'address';
  /** Instead of the page's own words: the program's. */
  readonly text?: string;
  readonly retryAfter?: number;
  /** The code that was not taken, to be corrected on the page. */
  readonly code?: string;
}

export function troublePage(c: Context, options: SiteOptions, trouble: Trouble): Response {
  const { status, about, text, retryAfter, code } = trouble;
  const site = siteFor(c, options);
  const words = (key: string): string => site.words[key] ?? '';
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  const page = { title: words(`page.trouble-${about}-title`), text: text ?? words(`page.trouble-${about}`), code };
  return c.html(problemPage(site, page), status);
}
