/** Loaded before anything is shown: a dark page does not flash up bright, and type does not jump. */
const root = document.documentElement;
try {
  const theme = localStorage.getItem('tusoi:theme');
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
  const size = localStorage.getItem('tusoi:size');
  if (size === 'large' || size === 'larger') root.dataset['size'] = size;
} catch {
  // Without storage the page looks as the system does.
}

export {};
