/** The options of a prompt: under its message, or beside the lines they belong to. */
import type { VNode } from 'preact';
import type { ChoiceOnPage } from '../../channels/web/protocol.ts';
import { t } from '../words.ts';
import { safeHref } from './pieces.ts';
import type { Standing } from './view.ts';

export interface ChoicesProps {
  readonly choices: readonly ChoiceOnPage[];
  readonly standing: Standing;
  readonly choose: (choice: string) => void;
  /** What they are beside, for those who hear them. */
  readonly about?: string;
}

/** `beside` puts an option into the row of the one before. */
export function rowsOf(choices: readonly ChoiceOnPage[]): readonly (readonly ChoiceOnPage[])[] {
  const rows: ChoiceOnPage[][] = [];
  for (const choice of choices) {
    const row = rows[rows.length - 1];
    if (choice.beside && row !== undefined) row.push(choice);
    else rows.push([choice]);
  }
  return rows;
}

export function Choices(props: ChoicesProps): VNode {
  const { standing } = props;
  const state = standing.taken !== undefined ? 'answered' : standing.newest ? 'newest' : 'older';
  return (
    // A list of buttons reads well; a fieldset would announce a form.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div class={`choices ${state}`} role="group" aria-label={t('page.choices')}>
      {rowsOf(props.choices).map((row) => (
        <div class="choice-row" key={row[0]?.key}>
          {row.map((choice) => (
            <Choice key={choice.key} choice={choice} {...props} />
          ))}
        </div>
      ))}
    </div>
  );
}

export function Choice({ choice, standing, choose, about }: ChoicesProps & { readonly choice: ChoiceOnPage }): VNode {
  const href = choice.href === undefined ? undefined : safeHref(choice.href);
  if (href !== undefined) {
    return (
      <a class="choice" href={href} rel="noopener noreferrer">
        {choice.label}
      </a>
    );
  }
  const taken = standing.taken === choice.key;
  const tapped = standing.tapped === choice.key;
  return (
    <button
      type="button"
      class={`choice${taken ? ' taken' : ''}${tapped ? ' tapped' : ''}`}
      aria-busy={tapped}
      aria-label={about === undefined ? undefined : `${choice.label}: ${about}`}
      onClick={() => choose(choice.key)}
    >
      {taken && <span aria-hidden="true">✔ </span>}
      {choice.label}
      {taken && about === undefined && <span class="unseen"> ({t('page.chosen')})</span>}
    </button>
  );
}
