import { readFile } from 'node:fs/promises';
import { conceptForLabel } from '@few-shot-lms/dicom-seg';
import { runCli } from '../../cli/src/run-cli';
import './zz2';
export const a: any = [readFile, conceptForLabel, runCli];
a == 1;
Promise.resolve(1);
