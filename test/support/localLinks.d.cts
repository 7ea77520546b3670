export function pages(): string[];
export function localLinks(page: string): string[];
export function brokenLinks(page: string): string[];
