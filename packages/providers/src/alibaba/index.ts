import { preset } from '../openai/preset.ts';

/** Alibaba Model Studio, Singapore (alibabacloud.com/help/en/model-studio, "OpenAI compatible"). Another region is another base URL. */
export const alibaba = preset({
  id: 'alibaba',
  name: 'Alibaba',
  baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
});
