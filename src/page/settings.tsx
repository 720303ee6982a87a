/** How the page looks: kept in this browser, put on before anything is drawn by theme.ts. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Popover } from './chat/popover.tsx';
import { localShelf } from './storage.ts';
import { t } from './words.ts';

const SIZES = ['', 'large', 'larger'] as const;
const THEMES = ['', 'light', 'dark'] as const;

export function Settings(): VNode {
  return (
    <Popover label={t('page.settings')} icon={<span aria-hidden="true">Aa</span>}>
      {() => (
        <div class="settings">
          <Setting
            name="size"
            legend={t('page.size')}
            options={SIZES}
            labels={[t('page.size-normal'), t('page.size-large'), t('page.size-larger')]}
          />
          <Setting
            name="theme"
            legend={t('page.theme')}
            options={THEMES}
            labels={[t('page.theme-system'), t('page.theme-light'), t('page.theme-dark')]}
          />
        </div>
      )}
    </Popover>
  );
}

interface SettingProps {
  readonly name: 'size' | 'theme';
  readonly legend: string;
  readonly options: readonly string[];
  readonly labels: readonly string[];
}

function Setting({ name, legend, options, labels }: SettingProps): VNode {
  const { dataset } = document.documentElement;
  const [chosen, choose] = useState(dataset[name] ?? '');
  const set = (option: string): void => {
    if (option === '') delete dataset[name];
    else dataset[name] = option;
    localShelf().setItem(`tusoi:${name}`, option);
    choose(option);
  };
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map((option, place) => (
        <label key={option} class="option">
          <input type="radio" name={name} checked={chosen === option} onChange={() => set(option)} />
          <span>{labels[place]}</span>
        </label>
      ))}
    </fieldset>
  );
}
