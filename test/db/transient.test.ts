import { describe, expect, it } from 'vitest';
import { isLostConnection, isTransient } from '../../src/db/transient.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('an error is transient', () => {
  it.each([
    '40001',
    '40P01',
    '55P03',
    '57P01',
    '08006',
    'ECONNRESET',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_LOCKED',
    '53100',
    '53200',
    '58030',
    '25006',
    '57014',
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
  ])('with the code %s, however deep it is wrapped', (code) => {
    expect(isTransient(withCode(code))).toBe(true);
    expect(isTransient(new Error('outer', { cause: new Error('inner', { cause: withCode(code) }) }))).toBe(true);
  });

  it('when pg says that the connection has ended', () => {
    const ended = new Error('Connection terminated unexpectedly');
    expect(isTransient(ended)).toBe(true);
    expect(isLostConnection(new Error('outer', { cause: ended }))).toBe(true);
  });

  it('not when trying again would fail again', () => {
    for (const error of [withCode('23505'), withCode('SQLITE_CONSTRAINT_UNIQUE'), new Error('x'), 'text', undefined]) {
      expect(isTransient(error)).toBe(false);
    }
  });

  it('not for ever when an error is its own cause', () => {
    const error = new Error('x');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});

describe('a connection is lost', () => {
  it('not by a conflict', () => {
    expect(isLostConnection(withCode('40001'))).toBe(false);
    expect(isLostConnection(withCode('SQLITE_BUSY'))).toBe(false);
  });
});
