import { extension } from './extension';

export default extension;
