import { expect, test } from 'vitest';
import { languageOf } from './language.ts';

test.each([
  ['en', 'How do I reset my password? I have not received the email that you sent.'],
  ['en', 'What is the capital of France?'],
  ['de', 'Wie kann ich mein Passwort zurücksetzen? Ich habe die E-Mail nicht bekommen.'],
  ['de', 'Was kostet der Tarif für ein kleines Team?'],
  ['fr', "Comment puis-je réinitialiser mon mot de passe ? Je n'ai pas reçu le courriel."],
  ['es', '¿Cómo puedo restablecer mi contraseña? No he recibido el correo que me mandaron.'],
  ['it', "Come posso reimpostare la mia password? Non ho ricevuto l'email che mi avete mandato."],
  ['pt', 'Como posso redefinir a minha senha? Eu não recebi o e-mail que você mandou para mim.'],
  ['nl', 'Hoe kan ik mijn wachtwoord herstellen? Ik heb de e-mail niet ontvangen.'],
  ['pl', 'Jak mogę zresetować hasło? Nie dostałem wiadomości i nie wiem, co to jest.'],
  ['sv', 'Hur kan jag återställa mitt lösenord? Jag har inte fått det mejl som ni skickade.'],
  ['fi', 'Miten voin vaihtaa salasanan? En ole saanut viestiä, mutta minä odotan ja se on tärkeää.'],
  ['tr', 'Şifremi nasıl değiştirebilirim? Bu çok önemli ama bana bir e-posta gelmedi, ne yapabilirim?'],
  ['cs', 'Jak si změním heslo? Nedostal jsem e-mail a nevím, co je to za problém. Prosím, kde to je?'],
  ['hu', 'Hogyan lehet a jelszót megváltoztatni? Nem kaptam meg az e-mailt, és nem tudom, mit kell tenni.'],
  ['ro', 'Cum pot să îmi schimb parola? Nu am primit mesajul și nu știu ce este de făcut.'],
  ['id', 'Bagaimana saya bisa mengganti kata sandi? Saya tidak menerima email dari kami untuk ini.'],
  ['vi', 'Làm thế nào để đổi mật khẩu? Tôi không nhận được thư của bạn.'],
  ['ru', 'Как мне сбросить пароль? Я не получил письмо.'],
  ['uk', 'Як мені скинути пароль? Я не отримав листа від вас і не знаю, що робити.'],
  ['el', 'Πώς μπορώ να αλλάξω τον κωδικό μου;'],
  ['he', 'איך אני מאפס את הסיסמה שלי?'],
  ['ar', 'كيف يمكنني إعادة تعيين كلمة المرور؟'],
  ['hi', 'मैं अपना पासवर्ड कैसे रीसेट करूँ?'],
  ['th', 'ฉันจะรีเซ็ตรหัสผ่านได้อย่างไร'],
  ['ko', '비밀번호를 어떻게 재설정하나요?'],
  ['ja', 'パスワードをリセットするにはどうすればいいですか?'],
  ['zh', '如何重置我的密码?我没有收到邮件。'],
] as const)('%s: %s', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test.each([
  ['nothing', ''],
  ['digits', '12345 67890'],
  ['one word', 'Passwort'],
  ['code', 'const x = items.map((y) => y.id).filter(Boolean);\nreturn x.length > 0 ? x[0] : undefined;'],
  ['Persian, which is written almost like Arabic', 'چگونه می‌توانم گذرواژه را تغییر دهم؟'],
])('%s cannot be told', (_name, text) => {
  expect(languageOf(text)).toBeNull();
});

test('a quotation in another script does not decide, nor what comes after the beginning', () => {
  expect(languageOf('What does the word "пароль" mean in the sentence that you have sent to me?')).toBe('en');
  expect(languageOf(`Wie kann ich das machen? Was ist der Grund? ${' '.repeat(300)}the of and to in is you that it`)).toBe('de');
});
