import { describe, expect, it } from 'vitest';
import { describeError } from '../../src/lib/describe-error.ts';

describe('an error in a log or a kept row', () => {
  it('is its innermost cause, without what a failed query was called with', () => {
    const cause = new RangeError('UNIQUE constraint failed: answers.id');
    const outer = new Error('Failed query: insert into answers … params: what somebody wrote', { cause });
    expect(describeError(outer)).toBe('RangeError: UNIQUE constraint failed: answers.id');
    expect(describeError(new Error('Failed query: select … params: what somebody wrote'))).toBe(
      'Error: a database query failed',
    );
  });

  it('is short, whatever was thrown', () => {
    expect(describeError(new Error('x'.repeat(1_000))).length).toBeLessThanOrEqual(300);
    expect(describeError('plain words')).toBe('plain words');
    expect(describeError({ text: 'what somebody wrote' })).toBe('an error that is no Error');
  });
});
