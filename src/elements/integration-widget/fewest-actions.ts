/** So many buttons always stand on the card. */
export const fewest = 2;
