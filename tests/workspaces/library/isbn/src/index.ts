// Numbers on the backs of books. parseIsbn is exported, checkDigit is not.
export function parseIsbn(text: string, strict = true): string {
  const digits = text.replaceAll("-", "");
  if (strict && checkDigit(digits) !== 0) throw new Error("parseIsbn: wrong check digit");
  return digits;
}

function checkDigit(digits: string): number {
  return [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 3 : 1), 0) % 10;
}

export class Catalogue {
  lookUp(isbn: string): string {
    return `catalogue entry of ${isbn}`;
  }
}
