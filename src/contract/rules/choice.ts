import type { Choice, Option } from '../form.js';

/** What is stored of an option: with its second line, by which one of two that are called the same is known again. */
export const toChoice = ({ label, value, detail }: Option): Choice =>
  detail === undefined ? { label, value } : { label, value, detail };
