import type { LabEntries } from '../entries.ts';
import { amazon } from './amazon.ts';
import { anthropic } from './anthropic.ts';
import { baai } from './baai.ts';
import { baichuan } from './baichuan.ts';
import { baidu } from './baidu.ts';
import { bytedance } from './bytedance.ts';
import { canopylabs } from './canopylabs.ts';
import { cohere } from './cohere.ts';
import { deepcogito } from './deepcogito.ts';
import { deepseek } from './deepseek.ts';
import { essentialai } from './essentialai.ts';
import { google } from './google.ts';
import { gryphe } from './gryphe.ts';
import { ibmGranite } from './ibm-granite.ts';
import { inclusionai } from './inclusionai.ts';
import { intfloat } from './intfloat.ts';
import { kwaipilot } from './kwaipilot.ts';
import { liquid } from './liquid.ts';
import { metaLlama } from './meta-llama.ts';
import { microsoft } from './microsoft.ts';
import { minimax } from './minimax.ts';
import { mistralai } from './mistralai.ts';
import { moonshotai } from './moonshotai.ts';
import { nousresearch } from './nousresearch.ts';
import { nvidia } from './nvidia.ts';
import { openai } from './openai.ts';
import { paddlepaddle } from './paddlepaddle.ts';
import { perplexity } from './perplexity.ts';
import { primeIntellect } from './prime-intellect.ts';
import { qwen } from './qwen.ts';
import { sao10k } from './sao10k.ts';
import { stepfun } from './stepfun.ts';
import { tencent } from './tencent.ts';
import { upstage } from './upstage.ts';
import { writer } from './writer.ts';
import { xAi } from './x-ai.ts';
import { xiaomi } from './xiaomi.ts';
import { zAi } from './z-ai.ts';

/** Every lab, one line each. */
export const LABS: readonly LabEntries[] = [
  amazon,
  anthropic,
  baai,
  baichuan,
  baidu,
  bytedance,
  canopylabs,
  cohere,
  deepcogito,
  deepseek,
  essentialai,
  google,
  gryphe,
  ibmGranite,
  inclusionai,
  intfloat,
  kwaipilot,
  liquid,
  metaLlama,
  microsoft,
  minimax,
  mistralai,
  moonshotai,
  nousresearch,
  nvidia,
  openai,
  paddlepaddle,
  perplexity,
  primeIntellect,
  qwen,
  sao10k,
  stepfun,
  tencent,
  upstage,
  writer,
  xAi,
  xiaomi,
  zAi,
];
