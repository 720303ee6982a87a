/** The page of a person: one chat, as large as the window. */
import { render } from 'preact';
import { Settings } from '../settings.tsx';
import { Chat } from './chat.tsx';
import { chatLine } from './line.ts';

const root = document.getElementById('page');
if (root !== null) {
  root.textContent = '';
  const line = chatLine('/chat');
  render(
    <main class="whole">
      <Chat line={line} tools={<Settings />} />
    </main>,
    root,
  );
}
