/** The page of the demonstration: three phones, a clock, and what is sent to whom. */
import { render } from 'preact';
import { Demo } from './demo.tsx';

const root = document.getElementById('page');
if (root !== null) {
  root.textContent = '';
  render(<Demo />, root);
}
