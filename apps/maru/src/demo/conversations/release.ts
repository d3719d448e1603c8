/** A group in which the same three bring out a version of something. */
export const release = `
bob: New week, new version. What is in it so far?
alice: 검색이랑 읽음 표시요
carol: And the dark theme, finally
alice: 다크 모드는 디자인만 끝났어요
bob: When do we freeze?
carol: Thursday noon, release on Friday morning
alice: 금요일 배포… 괜찮을까요?
carol: Morning, not evening. And with the old version one click away
bob: Agreed
alice: 네, 그럼 저는 검색부터 마무리할게요
carol: I take the theme
bob: 나는 읽음 표시
alice: 오, 밥 한국어 늘었네요
bob: 매일 조금씩
carol: 대단해요
alice: 질문 하나. 초성 검색도 이번에 넣을까요?
bob: What is that?
alice: "ㅅㄹ" 치면 "사랑" 나오는 거요
carol: 한국 사람들은 다 써요
bob: Then it has to be in
alice: 그럼 하루 더 필요해요
carol: You have it. The theme is nearly done anyway
bob: Tuesday: unread numbers are right on both of my devices now
carol: How did you test it?
bob: Wrote a thousand messages to myself
alice: 외로워 보여요 😂
bob: It was very quiet, yes
carol: Did you try it with the network off in between?
bob: Doing it right now
bob: It comes back with everything, in order, and nothing twice
alice: 아름답다
carol: That is what we are here for
alice: 초성 검색 동작합니다!
bob: Show me
alice: 화면에 "ㅁㄹ" 쳐 보세요
bob: 마루!
carol: And 물리, and 미로. Nice
alice: 순서는 최근에 쓴 것부터예요
carol: The contrast of the grey text was too low, I changed it
alice: 확인했어요. 훨씬 잘 보여요
bob: My eyes thank you
carol: Wednesday. There is one test that fails now and then
bob: Which one?
carol: The one with two people who leave at the same time
alice: 제가 볼게요. 지난달에 제가 쓴 거예요
alice: 찾았다. 시간을 기다리고 있었어요, 조건이 아니라
bob: The classic
carol: Good catch
alice: 고쳤고 천 번 돌려 봤어요. 실패 0
bob: Now I sleep well
carol: Release notes are in the folder, please read them
bob: Reading
bob: "Makes things better" is a bit short
carol: It is a draft!
alice: 한국어는 제가 쓸게요
carol: Thank you 🙏
bob: I add a picture of the search
alice: 목요일 12시, 이제 새 기능은 그만!
carol: Frozen
bob: ❄️
carol: Who takes the last round by hand?
alice: 저요. 휴대폰에서도 해 볼게요
bob: I do the old browsers
carol: And I play the impatient user who clicks everything twice
alice: 그게 제일 무서운 사람이에요
bob: Two clicks, one message. It holds
carol: Phone rotates, the text I was writing stays. Very good
alice: 한글 입력 중에 엔터 쳐도 괜찮아요
bob: Nothing found on the old browsers either
carol: So tomorrow at nine?
alice: 아홉 시 좋아요
bob: I bring the coffee
carol: Friday. Good morning, everybody
bob: Coffee is on your desks
alice: 고마워요! 시작할까요?
carol: Three
bob: Two
alice: 하나
carol: It is out
bob: The numbers look calm
alice: 첫 번째 사용자가 들어왔어요
carol: Who?
alice: 어머니요 😄
alice: 검색이 빠르다고 하시네요
alice: 그리고 글씨가 더 컸으면 좋겠대요
alice: 다음 버전에 글씨 크기 조절 넣을까요?
`;
